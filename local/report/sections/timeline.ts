import type { JobState, RunState, StageState, StepState } from '../../agent/run/state.ts'
import { seconds } from '../../agent/run/summary.ts'
import { html, type Markup } from '../markup.ts'
import { duration, resultWords } from '../words.ts'

interface Span {
  /** ISO 8601. */
  start: string
  /** Seconds, at least one so that nothing is divided by zero. */
  total: number
}

/** Stages, jobs and steps, each with its place in the time of the run. */
export function timelineSection(state: RunState): Markup {
  const starts = state.stages.map(stage => stage.startedAt).filter(time => time !== undefined)
  const ends = state.stages.map(stage => stage.finishedAt).filter(time => time !== undefined)
  const start = starts.sort()[0] ?? state.startedAt
  const span = { start, total: Math.max(seconds(start, ends.sort().at(-1)), 1) }
  return html`<section>
    <h2>What ran</h2>
    <div class="timeline">${state.stages.map(stage => stageRows(stage, span))}</div>
  </section>`
}

function stageRows(stage: StageState, span: Span): Markup {
  const name = stage.name === '__default' ? 'Pipeline' : stage.displayName
  const attempt = stage.attempt > 1 ? ` (attempt ${stage.attempt})` : ''
  return html`${row('stage', name + attempt, '', stage, span)}${stage.jobs.map(job => jobRows(job, span))}`
}

function jobRows(job: JobState, span: Span): Markup {
  const steps = job.steps.filter(step => step.phase === 'main' || step.result !== 'Succeeded')
  return html`${row('job', job.displayName, '', job, span)}${steps.map(step => stepRow(step, span))}`
}

function stepRow(step: StepState, span: Span): Markup {
  const tries = step.attempts > 1 ? `${step.task} · ${step.attempts} attempts` : step.task
  return row('step', step.displayName, tries, step, span)
}

type Timed = Pick<StepState, 'result' | 'startedAt' | 'finishedAt'>

function row(kind: 'stage' | 'job' | 'step', name: string, note: string, timed: Timed, span: Span): Markup {
  const { mark, word, tone } = resultWords(timed.result)
  const took = seconds(timed.startedAt, timed.finishedAt)
  const left = Math.max(0, seconds(span.start, timed.startedAt) / span.total) * 100
  const width = Math.max((took / span.total) * 100, 0.4)
  const bar = `left:${Math.min(left, 99.6).toFixed(2)}%;width:${Math.min(width, 100 - Math.min(left, 99.6)).toFixed(2)}%`
  return html`<div class="row ${kind}">
    <span class="mark ${tone}" title="${word}">${mark}</span>
    <span class="label">${name}${note === '' ? undefined : html` <small>${note}</small>`}</span>
    <span class="track"
      >${timed.startedAt === undefined ? undefined : html`<i class="bar ${tone}" style="${bar}"></i>`}</span
    >
    <span class="took">${timed.startedAt === undefined ? '' : duration(took)}</span>
  </div>`
}
