import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import type { JobState, RunState, StepState } from '../../agent/run/state.ts'
import { seconds } from '../../agent/run/summary.ts'
import { html, type Markup } from '../markup.ts'
import { duration, resultWords } from '../words.ts'

/** More of a log than this is not shown; the file beside the page has all of it. */
const mostLines = 3000

export function logsSection(state: RunState, folder: string): Markup {
  const jobs = state.stages.flatMap(stage => stage.jobs)
  return html`<section>
    <h2>Logs</h2>
    ${jobs.map(job => jobLogs(job, folder, jobs.length > 1))}
  </section>`
}

function jobLogs(job: JobState, folder: string, named: boolean): Markup {
  return html`${named ? html`<h3>${job.displayName}</h3>` : undefined}${job.steps.map(step => stepLog(step, folder))}`
}

function stepLog(step: StepState, folder: string): Markup {
  const path = join(folder, step.log)
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
  const left = lines.length - mostLines
  const { mark, tone } = resultWords(step.result)
  const note = left > 0 ? html`<p class="hint">${left} earlier lines are in logs/${step.log}.</p>` : undefined
  return html`<details class="log" ${step.result === 'Failed' ? html` open` : undefined}>
    <summary>
      <span class="mark ${tone}">${mark}</span> ${step.displayName}
      <small>${duration(seconds(step.startedAt, step.finishedAt))}</small>
    </summary>
    ${note}
    <pre>${groups(lines.slice(-mostLines))}</pre>
  </details>`
}

/** Lines between `##[group]` and `##[endgroup]` are folded. */
function groups(lines: readonly string[]): Markup[] {
  const shown: Markup[] = []
  let group: { title: string; lines: Markup[] } | undefined
  const close = (): void => {
    if (group)
      shown.push(
        html`<details class="fold">
          <summary>${group.title}</summary>
          ${group.lines}
        </details>`,
      )
    group = undefined
  }
  for (const raw of lines) {
    const { time, kind, text } = readLine(raw)
    if (kind === 'group') {
      close()
      group = { title: text, lines: [] }
    } else if (kind === 'endgroup') close()
    else (group?.lines ?? shown).push(html`<span class="line ${kind}"><time>${time}</time>${text} </span>`)
  }
  close()
  return shown
}

function readLine(raw: string): { time: string; kind: string; text: string } {
  const [, time = '', rest = raw] = /^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\S* ?(.*)$/.exec(raw) ?? []
  const [, kind = 'plain', text = rest] =
    /^##\[(section|command|error|warning|debug|group|endgroup)\](.*)$/.exec(rest) ?? []
  return { time, kind, text: stripVTControlCharacters(text) }
}
