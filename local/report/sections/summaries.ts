import MarkdownIt from 'markdown-it'

import type { RunState, Summary } from '../../agent/run/state.ts'
import { html, Markup } from '../markup.ts'

// HTML inside stays text, and an image would be a request to somebody's server.
const markdown = new MarkdownIt({ html: false, linkify: false }).disable('image')

/** The pages that tasks uploaded. */
export function summariesSection({ summaries }: RunState): Markup | undefined {
  if (summaries.length === 0) return undefined
  return html`<section>
    <h2>Summaries</h2>
    ${summaries.map(summary)}
  </section>`
}

function summary({ title, markdown: text, step }: Summary): Markup {
  return html`<details class="card summary" open>
    <summary>${title} <small>${step}</small></summary>
    <div class="markdown">${new Markup(markdown.render(text))}</div>
  </details>`
}
