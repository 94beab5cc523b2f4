import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { hasSucceeded } from '../agent/job/result.ts'
import type { RunState, StepState } from '../agent/run/state.ts'
import { collectRelease, type ReleaseFacts } from './release.ts'

export interface Figure {
  name: string
  /** PNG. */
  content: Buffer
}

/** What a run made, gathered from the outputs of its steps and the files they left. */
export interface RunFacts {
  /** Last value of each metric. */
  metrics: Record<string, number>
  parameters: Record<string, string>
  model: { name: string; version: string; id: string | undefined } | undefined
  job: { name: string; status: string | undefined; studioUrl: string | undefined } | undefined
  /** Keys of the hand-off that hold something, as text. */
  handoff: Record<string, string>
  figures: Figure[]
  release: ReleaseFacts
}

const handoffFile = 'build-pipeline-output-vars.json'
/** Shown elsewhere on the page. */
const elsewhere = ['metrics', 'gate']

/** @param keepsakes folder with copies of the hand-off, the metrics and the figures */
export function collectFacts(state: RunState, keepsakes: string): RunFacts {
  const steps = state.stages.flatMap(stage => stage.jobs).flatMap(job => job.steps)
  const model = lastWith(steps, 'modelName')
  const job = lastWith(steps, 'jobName')
  const tracked = readTracked(steps, keepsakes)
  return {
    metrics: { ...tracked.metrics, ...readMetrics(lastWith(steps, 'metrics')?.outputs['metrics']) },
    parameters: tracked.parameters,
    model: model && {
      name: model.outputs['modelName'] ?? '',
      version: model.outputs['modelVersion'] ?? '',
      id: model.outputs['modelId'],
    },
    job: job && {
      name: job.outputs['jobName'] ?? '',
      // A step that did not come to its end tells how things stood when it last looked.
      status: hasSucceeded(job.result) ? job.outputs['jobStatus'] : undefined,
      studioUrl: job.outputs['studioUrl'],
    },
    handoff: readHandoff(keepsakes),
    figures: readFigures(join(keepsakes, 'figures')),
    release: collectRelease(steps, readJson(join(keepsakes, handoffFile))),
  }
}

function lastWith(steps: readonly StepState[], output: string): StepState | undefined {
  return steps.findLast(step => (step.outputs[output] ?? '') !== '')
}

function readMetrics(text: string | undefined): Record<string, number> {
  const json = parse(text ?? '')
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}

/** All runs of a training job together; a later step of a pipeline job wins. */
function readTracked(
  steps: readonly StepState[],
  keepsakes: string,
): { metrics: Record<string, number>; parameters: Record<string, string> } {
  const file = lastWith(steps, 'metricsFile')?.outputs['metricsFile']
  const runs = asList(file === undefined ? undefined : readJson(join(keepsakes, basename(file)))['runs'])
  const parameters = runs.flatMap(run => Object.entries(asObject(asObject(run)['parameters'])))
  return {
    metrics: readMetrics(
      JSON.stringify(Object.assign({}, ...runs.map(run => asObject(asObject(run)['metrics'])))),
    ),
    parameters: Object.fromEntries(parameters.map(([name, value]) => [name, show(value)])),
  }
}

function readHandoff(keepsakes: string): Record<string, string> {
  const json = readJson(join(keepsakes, handoffFile))
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name, value]) => !elsewhere.includes(name) && value !== null && value !== '')
      .map(([name, value]) => [name, show(value)]),
  )
}

function readFigures(folder: string): Figure[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .map(name => ({ name: name.replace(/\.png$/i, ''), content: readFileSync(join(folder, name)) }))
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  return existsSync(path) ? parse(readFileSync(path, 'utf8')) : {}
}

/** Files and outputs come from tasks: what is no JSON object shows nothing, it does not break the page. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
