import { relative } from 'node:path'

import type { RunState, StageState } from '../agent/run/state.ts'
import { seconds } from '../agent/run/summary.ts'
import type { RunFacts } from './facts.ts'
import type { Style } from './style.ts'
import { duration, metricText, resultWords } from './words.ts'

/** The page at the end of a run on the terminal: what ran and how long, and what came out of it. */
export function endPage(state: RunState, facts: RunFacts, style: Style): string {
  const sections = [
    heading(state, style),
    ...state.stages.map(stage => stageLines(stage, style)),
    table(
      'Metrics',
      Object.entries(facts.metrics).map(([name, value]) => [name, metricText(value)]),
      style,
    ),
    table('Parameters', Object.entries(facts.parameters), style),
    results(facts, style),
    release(facts, style),
    table('Hand-off', Object.entries(facts.handoff), style),
    problems(state, style),
    files(state, style),
  ]
  return `\n${sections.filter(section => section !== '').join('\n\n')}\n`
}

function heading({ build, definition, result, startedAt, finishedAt }: RunState, style: Style): string {
  const { mark, word, tone } = resultWords(result)
  const time = duration(seconds(startedAt, finishedAt))
  const title = style('bold', style(tone, `${mark} Build ${build.number} ${word}`))
  return `${style('dim', '─'.repeat(78))}\n${title} in ${time}\n${style('dim', `${definition.name} · ${build.sourceBranch.replace('refs/heads/', '')} · ${build.sourceVersion.slice(0, 8)}`)}`
}

function stageLines(stage: StageState, style: Style): string {
  const { mark, tone } = resultWords(stage.result)
  const time = duration(seconds(stage.startedAt, stage.finishedAt))
  const name = stage.name === '__default' ? 'Steps' : stage.displayName
  const steps = stage.jobs.flatMap(job => job.steps).filter(step => step.phase === 'main')
  const width = Math.max(0, ...steps.map(step => step.displayName.length))
  const lines = steps.map(step => {
    const words = resultWords(step.result)
    const took = duration(seconds(step.startedAt, step.finishedAt)).padStart(12)
    return `    ${style(words.tone, words.mark)} ${step.displayName.padEnd(width)} ${style('dim', took)}`
  })
  return [`  ${style(tone, mark)} ${style('bold', name)} ${style('dim', time)}`, ...lines].join('\n')
}

function table(title: string, rows: readonly (readonly string[])[], style: Style): string {
  if (rows.length === 0) return ''
  const width = Math.max(...rows.map(([name = '']) => name.length))
  const lines = rows.map(
    ([name = '', value = '']) => `    ${style('dim', name.padEnd(width))}  ${shorten(value)}`,
  )
  return [`  ${style('bold', title)}`, ...lines].join('\n')
}

function results({ model, job }: RunFacts, style: Style): string {
  const rows: string[][] = []
  if (model) rows.push(['model', `${model.name}:${model.version}`])
  if (job) rows.push(['job', job.status === undefined ? job.name : `${job.name} (${job.status})`])
  if (job?.studioUrl !== undefined) rows.push(['studio', job.studioUrl])
  return table('Results', rows, style)
}

/** The verdict with its numbers, the image, where it serves, and what it answers. */
function release({ release: { verdict, image, service, prediction } }: RunFacts, style: Style): string {
  const rows: string[][] = []
  if (verdict) rows.push(['gate', verdict.word], ...verdict.reasons.map(reason => ['', reason]))
  if (image !== undefined) rows.push(['image', image])
  if (service) rows.push(['scoring', service.scoringUri])
  if (service?.deployment !== undefined) {
    const before = service.previous === undefined ? '' : `, in place of ${service.previous}`
    rows.push(['deployment', `${service.deployment}${before}`])
  }
  if (prediction !== undefined) rows.push(['prediction', prediction])
  return table('Release', rows, style)
}

function problems({ problems: list }: RunState, style: Style): string {
  return list.map(problem => `  ${style('red', problem)}`).join('\n')
}

function files({ outputDirectory }: RunState, style: Style): string {
  const folder = relative(process.cwd(), outputDirectory) || '.'
  const shown = folder.startsWith('..') ? outputDirectory : folder
  return `  ${style('bold', 'Report')} ${shown}/report.html\n  ${style('bold', 'Log')}    ${shown}/log.txt`
}

/** Links, images and reasons (a name, a colon, words) stay whole; other long texts would break the table. */
function shorten(text: string): string {
  return text.length <= 120 || /^https?:|@sha256:|^\w+: \w/.test(text) ? text : `${text.slice(0, 117)}...`
}
