import type { ReportFolders } from '../agent/run/options.ts'
import type { RunState } from '../agent/run/state.ts'
import type { RunFacts } from './facts.ts'
import { html } from './markup.ts'
import { headerSection } from './sections/header.ts'
import { handoffSection } from './sections/handoff.ts'
import { logsSection } from './sections/logs.ts'
import { metricsSection } from './sections/metrics.ts'
import { modelSection } from './sections/model.ts'
import { releaseSection } from './sections/release.ts'
import { summariesSection } from './sections/summaries.ts'
import { timelineSection } from './sections/timeline.ts'
import { styleSheet } from './style-sheet.ts'

/** Nothing is loaded from anywhere: a log is written by strangers, and the page is opened from a disk. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** The page of a run as one file without a single request. */
export function renderReport(
  state: RunState,
  facts: RunFacts,
  { logs }: Pick<ReportFolders, 'logs'>,
): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Build ${state.build.number} · ${state.definition.name}</title>
        <style>
          ${styleSheet}
        </style>
      </head>
      <body>
        ${headerSection(state, facts)}
        <main>
          ${timelineSection(state)} ${metricsSection(facts)} ${modelSection(state, facts)}
          ${releaseSection(facts)} ${handoffSection(facts)} ${summariesSection(state)}
          ${logsSection(state, logs)}
        </main>
        <footer>Made on this machine by a local run; nothing in this page is loaded from elsewhere.</footer>
      </body>
    </html> `
  return page.text
}
