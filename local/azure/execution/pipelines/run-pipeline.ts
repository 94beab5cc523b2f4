import type { World } from '../../core/world.ts'
import { artifactPlace } from '../../machinelearning/common/uris.ts'
import { findRun, setStatus, updateRun } from '../../run-history/runs.ts'
import { type AppendLog, createAppendLog } from '../logs/append-log.ts'
import { JobFailure } from '../run-error.ts'
import { dependenciesOf, readBinding } from './bindings.ts'
import { componentOf, specOf } from './component-spec.ts'
import type { PipelineDefinition, PipelineNode } from './pipeline-definition.ts'
import { type StepRunner, startNode } from './run-node.ts'
import { newStepId } from './step-run.ts'

interface Execution {
  world: World
  pipeline: PipelineDefinition
  steps: StepRunner
  log: AppendLog
  /** Run ids by node name, for nodes that were started. */
  stepRuns: Map<string, string>
  signal: AbortSignal
}

/** Takes a pipeline job through its states: each node when those that it reads from are done. Never rejects. */
export async function runPipeline(
  world: World,
  pipeline: PipelineDefinition,
  steps: StepRunner,
  signal: AbortSignal,
): Promise<void> {
  const place = artifactPlace(world, `dcid.${pipeline.runId}`, 'logs/azureml/executionlogs.txt')
  const log = createAppendLog(world.blobs, place.container, place.path)
  const execution = { world, pipeline, steps, log, signal, stepRuns: new Map<string, string>() }
  try {
    await conduct(execution)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (findRun(world, pipeline.runId))
      setStatus(world, pipeline.runId, 'Failed', { code: 'ServiceError', message })
  }
}

async function conduct(execution: Execution): Promise<void> {
  const { world, pipeline, log } = execution
  setStatus(world, pipeline.runId, 'Running')
  const failures = await runNodes(execution)
  if (!findRun(world, pipeline.runId)) return
  say(
    execution,
    failures.length > 0 ? failureLine : 'Finishing experiment: no runs left and nothing to schedule.',
  )
  await log.flush()
  setStatus(world, pipeline.runId, 'Finalizing')
  publishOutputs(execution)
  finish(execution, failures)
}

const failureLine = 'Execution of experiment failed, update experiment status and cancel running nodes.'

/** Answers the names of the nodes that did not complete although they were started. */
async function runNodes(execution: Execution): Promise<string[]> {
  const { pipeline, signal } = execution
  const results = new Map<string, Promise<boolean>>()
  const failures: string[] = []
  const stopped = () => signal.aborted || (failures.length > 0 && !pipeline.continueOnStepFailure)
  const visit = (name: string, node: PipelineNode): Promise<boolean> => {
    const known = results.get(name)
    if (known) return known
    const result = (async () => {
      const needed = dependenciesOf(node.inputs).map(other =>
        visit(other, pipeline.nodes[other] as PipelineNode),
      )
      const ready = (await Promise.all(needed)).every(Boolean)
      if (!ready || stopped()) return false
      const completed = await runNode(execution, name, node)
      if (!completed) failures.push(name)
      if (stopped()) cancelRunning(execution)
      return completed
    })()
    results.set(name, result)
    return result
  }
  await Promise.all(Object.entries(pipeline.nodes).map(([name, node]) => visit(name, node)))
  return failures
}

async function runNode(execution: Execution, name: string, node: PipelineNode): Promise<boolean> {
  const { world, pipeline, steps, stepRuns } = execution
  const spec = specOf(componentOf(world, node.componentId))
  const stepRunId = newStepId()
  try {
    if (!spec) throw new JobFailure(`The component ${node.componentId} of step '${name}' is gone.`)
    const context = { world, pipeline, nodeName: name, node, spec, stepRunId, stepRuns }
    const ended = startNode(context, steps)
    stepRuns.set(name, stepRunId)
    say(execution, `Submitting 1 runs, first five are: ${name}:${stepRunId}`)
    await ended
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error
    say(execution, `Step ${name} cannot be submitted: ${error.message}`)
    return false
  }
  const status = findRun(world, stepRunId)?.status ?? 'Canceled'
  say(execution, `Completing processing run id ${stepRunId} with status ${status}.`)
  return status === 'Completed'
}

function cancelRunning({ stepRuns, steps }: Execution): void {
  for (const runId of stepRuns.values()) steps.cancel(runId)
}

/** The pipeline's outputs are those of the nodes bound to them. */
function publishOutputs({ world, pipeline, stepRuns }: Execution): void {
  const run = findRun(world, pipeline.runId)
  if (!run) return
  const outputs = { ...run.outputs }
  for (const [node, { outputs: bound }] of Object.entries(pipeline.nodes)) {
    const made = findRun(world, stepRuns.get(node) ?? '')?.outputs ?? {}
    for (const [name, text] of Object.entries(bound)) {
      const binding = readBinding(text)
      const output = made[name]
      if (binding.kind === 'parentOutput' && output) outputs[binding.name] = output
    }
  }
  updateRun(world, pipeline.runId, { outputs })
}

function finish({ world, pipeline, signal }: Execution, failures: string[]): void {
  if (signal.reason instanceof JobFailure) {
    const { code, message } = signal.reason
    return void setStatus(world, pipeline.runId, 'Failed', { code, message })
  }
  if (signal.aborted) return void setStatus(world, pipeline.runId, 'Canceled')
  if (failures.length === 0) return void setStatus(world, pipeline.runId, 'Completed')
  const message = `Pipeline has failed child jobs. Failed nodes: ${failures.map(name => `/${name}`).join(', ')}. For more details and logs, please go to the job detail page and check the child jobs.`
  setStatus(world, pipeline.runId, 'Failed', { code: 'UserError', message })
}

function say({ world, log }: Execution, text: string): void {
  const time = world.clock
    .now()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
  log.write(`[${time}] ${text}\n`)
}
