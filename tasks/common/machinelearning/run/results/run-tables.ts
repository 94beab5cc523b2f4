import { bold, table } from '../../../summary/markdown.ts'
import { readableNumber } from '../../../summary/readable-number.ts'
import { readableSeconds } from '../../duration.ts'
import type { Usage } from '../usage/read-usage.ts'
import { hours } from '../usage/usage-lines.ts'
import { headline, headlineParameters, type TrackedRun } from './read-metrics.ts'

const TRIALS_SHOWN = 20
const PARAMETERS_SHOWN = 6

/**
 * What a job logged, as Markdown: the metrics that stand for it, those of each step where several logged some, the
 * trials of a sweep, the parameters. Empty tables are left out.
 */
export function runTables(runs: readonly TrackedRun[]): string {
  const tables = [metricsTable(runs), stepsTable(runs), ...trialTables(runs), parametersTable(runs)]
  return tables.filter(text => text !== '').join('\n\n')
}

/** What a job took of its computes, as Markdown; empty where it never had a node. */
export function usageTable(usage: Usage): string {
  if (usage.length === 0) return ''
  const rows = usage.map(({ target, vmSize, runs, nodes, nodeHours, idle }) => [
    target,
    vmSize ?? '',
    String(runs),
    String(nodes),
    hours(nodeHours),
    idle ? `at most ${hours(idle.nodeHours)} (${readableSeconds(idle.seconds)} a node, estimated)` : '',
  ])
  return table(['Compute', 'Size', 'Runs', 'Nodes at once', 'Node-hours', 'Then idle, node-hours'], rows)
}

function metricsTable(runs: readonly TrackedRun[]): string {
  const rows = Object.entries(headline(runs)).map(([name, value]) => [name, readableNumber(value)])
  return rows.length > 0 ? table(['Metric', 'Value'], rows) : 'The job logged no metric.'
}

function stepsTable(runs: readonly TrackedRun[]): string {
  const steps = runs.filter(({ kind, metrics }) => kind === 'step' && Object.keys(metrics).length > 0)
  if (steps.length < 2) return ''
  const rows = steps.flatMap(({ step = '', metrics }) =>
    Object.entries(metrics).map(([name, value]) => [step, name, readableNumber(value)]),
  )
  return table(['Step', 'Metric', 'Value'], rows)
}

function parametersTable(runs: readonly TrackedRun[]): string {
  const rows = Object.entries(headlineParameters(runs))
  return rows.length > 0 ? table(['Parameter', 'Value'], rows) : ''
}

/** A table for each sweep: the best trials first, the best of all marked. */
function trialTables(runs: readonly TrackedRun[]): string[] {
  return runs.flatMap(sweep => {
    const above = sweep.step === undefined ? '' : `${sweep.step}/`
    const trials = runs.filter(
      ({ kind, step = '' }) =>
        kind === 'trial' && step.startsWith(above) && !step.slice(above.length).includes('/'),
    )
    return sweep.objective && trials.length > 0 ? [trialTable(sweep.objective, trials)] : []
  })
}

function trialTable(
  { metric, goal }: NonNullable<TrackedRun['objective']>,
  trials: readonly TrackedRun[],
): string {
  const names = [...new Set(trials.flatMap(trial => Object.keys(triedBy(trial))))].slice(0, PARAMETERS_SHOWN)
  const rankOf = ({ metrics }: TrackedRun): number => rank(metrics[metric], goal)
  const ordered = [...trials].sort((a, b) => rankOf(a) - rankOf(b))
  const rows = ordered.slice(0, TRIALS_SHOWN).map(trial => {
    const value = trial.metrics[metric]
    return [
      `${trial.step ?? trial.runId}${trial.isBest ? ' (best)' : ''}`,
      trial.status ?? '',
      value === undefined ? '' : readableNumber(value),
      ...names.map(name => triedBy(trial)[name] ?? ''),
    ]
  })
  const rest = trials.length - rows.length
  const title = bold(`${trials.length} trials, ${goal} ${metric}`)
  const note = rest > 0 ? `\n\nThe other ${rest} trials are in the metrics file.` : ''
  return `${title}\n\n${table(['Trial', 'Status', metric, ...names], rows)}${note}`
}

/** What the sweep gave the trial, else what its code logged. */
const triedBy = ({ tried = {}, parameters }: TrackedRun): Readonly<Record<string, string>> =>
  Object.keys(tried).length > 0 ? tried : parameters

/** Lower is better; a trial without a number goes last. */
function rank(value: number | undefined, goal: 'minimize' | 'maximize'): number {
  if (value === undefined || Number.isNaN(value)) return Number.MAX_VALUE
  return goal === 'minimize' ? value : -value
}
