import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { World } from '../core/world.ts'
import type { AssetVersion } from '../machinelearning/assets/asset-version.ts'
import { registerOutput } from '../machinelearning/assets/register-output.ts'
import { artifactPlace } from '../machinelearning/common/uris.ts'
import { resolveUri } from '../run-history/resolve-uri.ts'
import type { RunDocument } from '../run-history/run-document.ts'
import { bindData } from './bind-data.ts'
import type { Bindings } from './command-line.ts'
import { downloadPlace } from './data/download.ts'
import { upload } from './data/upload.ts'
import { logNameOf, ranksOf } from './distribution/distribution.ts'
import type { ResolvedEnvironment } from './environments/resolve.ts'
import type { CommandDefinition } from './job-definition.ts'
import { type JobLogs, createJobLogs } from './logs/job-logs.ts'
import { type Node, createNode } from './processes/node.ts'
import { JobFailure } from './run-error.ts'
import { runProcesses } from './run-processes.ts'
import type { ExecutionServices } from './services.ts'

export interface NodeTask {
  run: RunDocument
  definition: CommandDefinition
  environment: ResolvedEnvironment & { directory: string }
  /** The job's directory; the caller removes it. */
  base: string
  signal: AbortSignal
  /** Called when the command has succeeded, before its outputs go up. */
  finalizing: () => Promise<void>
}

/** Snapshot and inputs down, the command, outputs up: a job's life on its nodes. */
export async function executeOnNode(
  world: World,
  services: ExecutionServices,
  task: NodeTask,
): Promise<void> {
  const { run, definition, signal, environment } = task
  const logs = createJobLogs(world, run, services.logRules.get(run.runId) ?? services.logRules.get('*'))
  await noteStandIn(task, logs)
  const nodes = await createNodes(task.base, definition.instanceCount)
  for (const node of nodes) {
    await downloadSnapshot(world, definition.codeId, node)
    await writeFiles(definition.files ?? {}, node)
  }
  const [first] = nodes
  if (!first) throw new Error('A job has at least one node.')
  const bindings = await bindData(world, definition, first)
  try {
    const processes = { run, definition, environment: environment.directory, nodes, bindings, logs, signal }
    await runProcesses(world, services, processes)
    await task.finalizing()
    await uploadNamedOutputs(world, definition, bindings)
    registerOutputs(world, run, definition)
  } finally {
    await logs.end()
    for (const node of nodes.reverse()) await uploadWorkingFolders(world, run, node)
  }
}

/** The first log says what the environment really is. */
async function noteStandIn({ environment, definition }: NodeTask, logs: JobLogs): Promise<void> {
  const { instanceCount, distribution } = definition
  const ranks = ranksOf(instanceCount, distribution)
  const [first] = ranks
  if (!first) return
  const log = await logs.open(logNameOf(first, ranks.length, distribution))
  if (environment.standIn) environment.plan.notes.forEach(note => log.write(note + '\n'))
}

/** Each node has a working directory of its own; what is mounted they have in common. */
async function createNodes(base: string, count: number): Promise<Node[]> {
  const first = await createNode(base)
  const others = Array.from({ length: count - 1 }, (_, index) =>
    createNode(join(base, 'nodes', String(index + 1)), first.dataDirectory),
  )
  return [first, ...(await Promise.all(others))]
}

async function downloadSnapshot(world: World, codeId: string | null, node: Node): Promise<void> {
  if (codeId === null) return
  const code = world.store.collection<AssetVersion>('codes').get(codeId.replace(/^azureml:/, ''))
  const place = code && resolveUri(world, String(code.properties['codeUri']))
  const files = place ? await downloadPlace(world, place, node.workingDirectory) : 0
  if (files === 0)
    throw new JobFailure(`The code snapshot ${codeId} is empty or gone; upload the code again.`)
}

async function writeFiles(files: Record<string, string>, node: Node): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(node.workingDirectory, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, content)
  }
}

async function uploadNamedOutputs(
  world: World,
  definition: CommandDefinition,
  bindings: Bindings,
): Promise<void> {
  for (const [name, output] of Object.entries(definition.outputs)) {
    const place = resolveUri(world, output.uri)
    if (!place) throw new JobFailure(`The output '${name}' cannot be written to ${output.uri}.`)
    if (output.mode !== 'Direct') await upload(world, bindings.outputs[name] ?? '', place)
  }
}

function registerOutputs(world: World, run: RunDocument, { outputs }: CommandDefinition): void {
  for (const { type, uri, assetName, assetVersion = null } of Object.values(outputs)) {
    if (assetName) registerOutput(world, run, { type, uri, assetName, assetVersion })
  }
}

/** `./outputs` and `./logs` become run artifacts, even when the script failed. */
async function uploadWorkingFolders(world: World, run: RunDocument, node: Node): Promise<void> {
  for (const folder of ['outputs', 'logs']) {
    const place = artifactPlace(world, run.dataContainerId, `${folder}/`)
    await upload(world, `${node.workingDirectory}/${folder}`, place)
  }
}
