import type { RunFacts } from '../facts.ts'
import { html, type Content, type Markup } from '../markup.ts'
import { pairsTable } from './table.ts'

const tones: Readonly<Record<string, string>> = { accepted: 'green', rejected: 'yellow', failed: 'red' }

/** The gate's verdict with its numbers, the image, the service, and an answer of it. */
export function releaseSection({ release }: RunFacts): Markup | undefined {
  const { verdict, image, service, prediction } = release
  const rows: (readonly [string, Content])[] = [
    ...(verdict ? [['Gate', verdictOf(verdict)] as const] : []),
    ...(image === undefined ? [] : [['Image', html`<code>${image}</code>`] as const]),
    ...(service ? [['Scoring address', html`<code>${service.scoringUri}</code>`] as const] : []),
    ...(service?.deployment === undefined ? [] : [['Deployment', deploymentOf(service)] as const]),
    ...(prediction === undefined ? [] : [['A prediction', html`<code>${prediction}</code>`] as const]),
  ]
  if (rows.length === 0) return undefined
  return html`<section>
    <h2>Release</h2>
    <div class="card">${pairsTable(rows)}</div>
  </section>`
}

function verdictOf({ word, reasons }: NonNullable<RunFacts['release']['verdict']>): Markup {
  return html`<span class="badge ${tones[word] ?? 'dim'}">${word}</span>
    ${reasons.map(reason => html`<div>${reason}</div>`)}`
}

const deploymentOf = ({ deployment, previous }: NonNullable<RunFacts['release']['service']>): string =>
  `${deployment ?? ''}${previous === undefined ? '' : `, in place of ${previous}`}`
