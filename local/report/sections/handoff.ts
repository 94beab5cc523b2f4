import type { RunFacts } from '../facts.ts'
import { html, type Markup } from '../markup.ts'
import { pairsTable } from './table.ts'

export function handoffSection({ handoff }: RunFacts): Markup | undefined {
  const rows = Object.entries(handoff)
  if (rows.length === 0) return undefined
  return html`<section>
    <h2>Hand-off</h2>
    <p class="hint">What the next stage is told, from <code>build-pipeline-output-vars.json</code>.</p>
    <div class="card">${pairsTable(rows.map(([name, value]) => [name, html`<code>${value}</code>`]))}</div>
  </section>`
}
