import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

import type { AzureDescription } from '../../azure/description.ts'
import { ArtifactStore } from '../artifacts/store.ts'
import { systemClock } from '../clock.ts'
import { azureConnections, readConnection } from '../connections/azure-connection.ts'
import type { ServiceConnection } from '../connections/connection.ts'
import { jobDirectories } from '../job/directories.ts'
import type { TaskResult } from '../job/result.ts'
import { Masker } from '../masking/masker.ts'
import type { Pipeline } from '../pipeline/model.ts'
import { agentLadder } from '../process/ladder.ts'
import { readCatalogue, type Catalogue } from '../tasks/catalogue.ts'
import { checkSteps } from '../tasks/check-steps.ts'
import { beginAgain, beginBuild, type Begun } from './begin.ts'
import type { RunContext } from './context.ts'
import { combineListeners } from './listener.ts'
import { lockState } from './lock.ts'
import type { RunOptions } from './options.ts'
import { RunOutput } from './output.ts'
import { runStages } from './run-stages.ts'
import { runFolder, saveRun, type RunState } from './state.ts'

/** Runs a pipeline from its file to its output folder. @throws for a pipeline that cannot start */
export async function runPipeline(options: RunOptions): Promise<RunState> {
  const unlock = await lockState(options.stateDirectory)
  try {
    const begun = options.rerun === true ? beginAgain(options) : beginBuild(options, clockOf(options).now())
    const catalogue = readCatalogue(options.tasks)
    // First what can be told without Azure, then whether the connections exist.
    checkSteps(begun.pipeline, catalogue, undefined)
    return await withAzure(options, begun.pipeline, catalogue, azure =>
      runBuild(options, begun, catalogue, azure),
    )
  } finally {
    await unlock()
  }
}

function clockOf({ clock }: RunOptions): NonNullable<RunOptions['clock']> {
  return clock ?? systemClock
}

async function withAzure<T>(
  options: RunOptions,
  pipeline: Pipeline,
  catalogue: Catalogue,
  work: (azure: AzureDescription | undefined) => Promise<T>,
): Promise<T> {
  const { stateDirectory, keep = false, har, data } = options
  if (!keep && !needsAzure(pipeline, catalogue)) return work(undefined)
  const azure = await options.azure.findOrStart({
    stateDirectory,
    keep,
    ...(har !== undefined && { har }),
    ...(data && { data }),
  })
  try {
    return await work(azure)
  } finally {
    if (!keep) await options.azure.stop(stateDirectory)
  }
}

/** Only tasks from an extension, and scripts that are handed the token, look for Azure. */
function needsAzure(pipeline: Pipeline, catalogue: Catalogue): boolean {
  const steps = pipeline.stages.flatMap(stage => stage.jobs).flatMap(job => job.steps)
  return steps.some(
    ({ task, env }) =>
      catalogue.find(task.text)?.kind === 'packaged' ||
      [...env.values()].some(value => value.toLowerCase().includes('$(system.accesstoken)')),
  )
}

async function runBuild(
  options: RunOptions,
  begun: Begun,
  catalogue: Catalogue,
  azure: AzureDescription | undefined,
): Promise<RunState> {
  const connections = azure ? allConnections(options, azure) : []
  checkSteps(begun.pipeline, catalogue, connections)
  const state = await begun.open()
  const output = new RunOutput(state.outputDirectory)
  output.open(state.attempt === 1)
  const run = createContext(options, { begun, catalogue, azure, connections, state, output })
  run.save()
  run.listener.runStarted?.(state)
  run.cancel.addEventListener('abort', () => run.listener.canceling?.(), { once: true })
  const result = await stagesResult(run)
  state.result = run.cancel.aborted && result !== 'Failed' ? 'Canceled' : result
  state.finishedAt = run.settings.clock.now().toISOString()
  run.save()
  const report = options.report?.(state, { logs: output.logs, keepsakes: run.keepsakes })
  output.close(state, run.artifacts.folder, report ?? '')
  if (state.hasDefaultOutput) output.linkLatest()
  return state
}

/** What goes wrong between the jobs, as an expression that cannot be read, fails the run and is kept with it. */
async function stagesResult(run: RunContext): Promise<TaskResult> {
  try {
    return await runStages(run)
  } catch (error) {
    const message = run.masker.apply(error instanceof Error ? error.message : String(error))
    run.state.problems.push(message)
    run.listener.line?.(`##[error]${message}`, run.settings.clock.now(), undefined)
    return 'Failed'
  }
}

interface Parts {
  begun: Begun
  catalogue: Catalogue
  azure: AzureDescription | undefined
  connections: readonly ServiceConnection[]
  state: RunState
  output: RunOutput
}

function createContext(options: RunOptions, parts: Parts): RunContext {
  const { begun, catalogue, azure, connections, state, output } = parts
  const { stateDirectory } = options
  const folder = runFolder(stateDirectory, state.build.id)
  return {
    pipeline: begun.pipeline,
    catalogue,
    state,
    settings: {
      node: options.node ?? process.execPath,
      clock: clockOf(options),
      ladder: options.ladder ?? agentLadder,
      environment: options.environment ?? process.env,
      repository: begun.repository.root,
    },
    directories: jobDirectories(join(stateDirectory, 'agent'), 'build'),
    masker: new Masker(),
    keepsakes: join(folder, 'report'),
    artifacts: new ArtifactStore(join(folder, 'artifacts'), join(folder, 'files')),
    connections,
    azure,
    listener: combineListeners([output.listener(), ...(options.listener ? [options.listener] : [])]),
    cancel: options.cancel ?? new AbortController().signal,
    save: () => saveRun(stateDirectory, state),
  }
}

function allConnections({ connectionFiles }: RunOptions, azure: AzureDescription): ServiceConnection[] {
  const given = [...(connectionFiles ?? [])].map(([name, path]) =>
    readConnection(name, path, randomUUID(), azure),
  )
  const born = azureConnections(azure).filter(({ name }) => !given.some(other => other.name === name))
  return [...born, ...given]
}
