import type { RunState } from '../../agent/run/state.ts'
import { seconds } from '../../agent/run/summary.ts'
import type { RunFacts } from '../facts.ts'
import { html, type Markup } from '../markup.ts'
import { duration, metricText, resultWords } from '../words.ts'

/** Metrics that stand first when a run has them. */
const leading = ['roc_auc', 'accuracy', 'recall', 'precision', 'f1']
const mostTiles = 4

export function headerSection(state: RunState, facts: RunFacts): Markup {
  const { build, definition, result, startedAt, finishedAt, attempt } = state
  const words = resultWords(result)
  return html`<header>
    <p class="eyebrow">${definition.name}</p>
    <h1>Build ${build.number} <span class="badge ${words.tone}">${words.mark} ${words.word}</span></h1>
    <dl class="meta">
      ${pair('Started', new Date(startedAt).toISOString().replace('T', ' ').slice(0, 19) + ' UTC')}
      ${pair('Took', duration(seconds(startedAt, finishedAt)))}
      ${pair('Branch', build.sourceBranch.replace(/^refs\/heads\//, ''))}
      ${pair('Commit', build.sourceVersion.slice(0, 8))}
      ${attempt > 1 ? pair('Attempt', String(attempt)) : undefined}
      ${state.tags.length > 0 ? pair('Tags', state.tags.join(', ')) : undefined}
    </dl>
    ${problems(state)} ${tiles(facts)}
  </header>`
}

function pair(term: string, value: string): Markup {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`
}

function problems(state: RunState): Markup | undefined {
  const failed = state.stages
    .flatMap(stage => stage.jobs)
    .flatMap(job => job.steps)
    .flatMap(step =>
      step.issues
        .filter(issue => issue.type === 'error')
        .map(issue => `${step.displayName}: ${issue.message}`),
    )
  const all = [...state.problems, ...failed].slice(0, 8)
  if (all.length === 0) return undefined
  return html`<ul class="problems">
    ${all.map(text => html`<li>${text}</li>`)}
  </ul>`
}

function tiles({ metrics, model }: RunFacts): Markup | undefined {
  const known = leading.filter(name => metrics[name] !== undefined)
  const others = Object.keys(metrics).filter(name => !leading.includes(name))
  const names = [...known, ...others].slice(0, mostTiles)
  if (names.length === 0 && !model) return undefined
  const shown = names.map(name => tile(name, metricText(metrics[name] ?? 0)))
  return html`<div class="tiles">
    ${shown}${model ? tile('model', `${model.name}:${model.version}`) : undefined}
  </div>`
}

function tile(name: string, value: string): Markup {
  return html`<div class="tile"><span class="value">${value}</span><span class="name">${name}</span></div>`
}
