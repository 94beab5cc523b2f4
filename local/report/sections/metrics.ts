import type { Figure, RunFacts } from '../facts.ts'
import { html, type Markup } from '../markup.ts'
import { metricText } from '../words.ts'
import { pairsTable } from './table.ts'

export function metricsSection({ metrics, parameters, figures }: RunFacts): Markup | undefined {
  const measured = Object.entries(metrics)
  const chosen = Object.entries(parameters)
  if (measured.length + chosen.length + figures.length === 0) return undefined
  return html`<section>
    <h2>What came out</h2>
    <div class="columns">
      ${measured.length > 0 ? card('Metrics', pairsTable(measured.map(([name, value]) => [name, measure(value)]))) : undefined}
      ${chosen.length > 0 ? card('Parameters', pairsTable(chosen)) : undefined}
    </div>
    ${figures.length > 0 ? html`<div class="figures">${figures.map(figure)}</div>` : undefined}
  </section>`
}

function card(title: string, content: Markup): Markup {
  return html`<div class="card">
    <h3>${title}</h3>
    ${content}
  </div>`
}

/** A share between 0 and 1 also gets a bar. */
function measure(value: number): Markup {
  const isShare = value > 0 && value <= 1
  const meter = html`<span class="meter"><i style="width:${(value * 100).toFixed(1)}%"></i></span>`
  return html`<span class="number">${metricText(value)}</span>${isShare ? meter : undefined}`
}

function figure({ name, content }: Figure): Markup {
  const title = name.replaceAll(/[_-]+/g, ' ')
  return html`<figure>
    <img alt="${title}" src="data:image/png;base64,${content.toString('base64')}" />
    <figcaption>${title}</figcaption>
  </figure>`
}
