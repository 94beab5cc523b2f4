import type { RunState } from '../../agent/run/state.ts'
import type { RunFacts } from '../facts.ts'
import { html, type Markup } from '../markup.ts'
import { pairsTable } from './table.ts'

/** The registered model and where it comes from: commit, build, training job, version. */
export function modelSection(state: RunState, { model, job }: RunFacts): Markup | undefined {
  if (!model && !job) return undefined
  const { build } = state
  const chain = [
    node('Commit', build.sourceVersion.slice(0, 8), build.sourceVersionMessage),
    node('Build', build.number, state.definition.name),
    ...(job ? [node('Job', job.name, job.status ?? '')] : []),
    ...(model ? [node('Model', `${model.name}:${model.version}`, 'registered')] : []),
  ]
  return html`<section>
    <h2>Model</h2>
    <ol class="lineage">
      ${chain}
    </ol>
    ${pairsTable([
      ...(model?.id === undefined ? [] : [['Resource', html`<code>${model.id}</code>`] as const]),
      ...(job?.studioUrl === undefined ? [] : [['Studio', link(job.studioUrl)] as const]),
    ])}
  </section>`
}

function node(kind: string, name: string, note: string): Markup {
  return html`<li><span class="kind">${kind}</span><strong>${name}</strong><small>${note}</small></li>`
}

/** Only addresses of the web become links. */
function link(url: string): Markup {
  if (!/^https:\/\//i.test(url)) return html`<code>${url}</code>`
  return html`<a href="${url}" rel="noopener noreferrer">${url}</a>`
}
