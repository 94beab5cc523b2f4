import type { Located, MatrixLeg, Step } from '../model.ts'
import { PipelineError, type Position } from '../position.ts'
import type { Cursor } from '../templates/cursor.ts'
import { readFields } from './fields.ts'
import { readSteps } from './steps.ts'

/** `maxParallel` changes nothing: one agent runs one job at a time. */
export function readMatrix(strategy: Cursor): MatrixLeg[] | Located {
  const fields = readFields(strategy, 'a strategy', ['matrix', 'maxParallel'], {
    parallel: 'Use a matrix with one leg for each slice.',
  })
  const matrix = fields.get('matrix')
  if (!matrix)
    throw new PipelineError(strategy.at, 'A strategy needs a matrix.', 'Add "matrix:" with its legs.')
  if (matrix.resolve().tree.kind === 'scalar') return { text: matrix.text('"matrix"'), at: matrix.at }
  return matrix.entries('"matrix"').map(leg => ({
    name: leg.key,
    variables: leg.value.entries('A leg of the matrix').map(({ key, keyAt, value }) => ({
      name: key,
      value: value.text(`"${key}"`),
      readonly: false,
      at: keyAt,
    })),
  }))
}

const hookRemedy = 'Local runs have the deploy hook only; move the steps there.'
const strategyRemedy = 'Use "runOnce".'

/** The steps of `strategy.runOnce.deploy`, after the download of the artifacts of this run that the hook implies. */
export function readRunOnce(strategy: Cursor | undefined, at: Position, root: string): Step[] {
  if (!strategy)
    throw new PipelineError(at, 'A deployment needs a strategy.', 'Add "strategy: runOnce: deploy:".')
  const outer = readFields(strategy, 'a deployment strategy', ['runOnce'], {
    rolling: strategyRemedy,
    canary: strategyRemedy,
  })
  const runOnce = outer.get('runOnce') ?? strategy
  const hooks = readFields(runOnce, 'runOnce', ['deploy'], {
    preDeploy: hookRemedy,
    routeTraffic: hookRemedy,
    postRouteTraffic: hookRemedy,
    on: hookRemedy,
  })
  const deploy = hooks.get('deploy')
  if (!deploy) throw new PipelineError(runOnce.at, 'runOnce needs a "deploy" hook.', 'Add "deploy: steps:".')
  const list = readFields(deploy, 'a deploy hook', ['steps', 'pool']).get('steps')
  const steps = list ? readSteps(list, root) : []
  const explicit = steps.some(
    step => step.task.text.startsWith('DownloadPipelineArtifact@') && isShortcut(step),
  )
  const kept = steps.filter(step => !isDownloadNone(step) && !isCheckoutNone(step))
  return explicit ? kept : [download(deploy.at), ...kept]
}

function isShortcut(step: Step): boolean {
  return step.inputs.has('source')
}

/** `download: none` only says that nothing is to be downloaded by itself. */
export function isDownloadNone(step: Step): boolean {
  return step.task.text === 'DownloadPipelineArtifact@2' && step.inputs.get('source')?.text === 'none'
}

function isCheckoutNone(step: Step): boolean {
  return step.task.text === 'Checkout@1' && step.inputs.get('repository')?.text === 'none'
}

function download(at: Position): Step {
  return {
    name: undefined,
    displayName: 'Download artifacts',
    task: { text: 'DownloadPipelineArtifact@2', at },
    inputs: new Map([['source', { text: 'current', at }]]),
    env: new Map(),
    condition: undefined,
    enabled: true,
    continueOnError: undefined,
    timeoutInMinutes: undefined,
    retryCountOnTaskFailure: undefined,
    target: undefined,
    at,
  }
}
