import { mkdir } from 'node:fs/promises'
import type { World } from '../core/world.ts'
import type { AssetVersion } from '../machinelearning/assets/asset-version.ts'
import { registerOutput } from '../machinelearning/assets/register-output.ts'
import { artifactPlace } from '../machinelearning/common/uris.ts'
import { resolveUri } from '../run-history/resolve-uri.ts'
import type { RunDocument } from '../run-history/run-document.ts'
import { setStatus } from '../run-history/runs.ts'
import { type Bindings, renderCommand } from './command-line.ts'
import { downloadInput, downloadPlace } from './data/download.ts'
import { upload } from './data/upload.ts'
import type { ResolvedEnvironment } from './environments/resolve.ts'
import { exitFailure } from './exit-failure.ts'
import type { CommandDefinition } from './job-definition.ts'
import { type AppendLog, createAppendLog } from './logs/append-log.ts'
import { type Node, createNode, inputDirectory, outputDirectory } from './processes/node.ts'
import { nodeVariables } from './processes/node-variables.ts'
import { runProcessGroup } from './processes/process-group.ts'
import { JobFailure } from './run-error.ts'
import type { ExecutionServices } from './services.ts'

export interface NodeTask {
  run: RunDocument
  definition: CommandDefinition
  environment: ResolvedEnvironment & { directory: string }
  /** The job's directory; the caller removes it. */
  base: string
  signal: AbortSignal
}

/** Snapshot and inputs down, the command, outputs up: a job's life on its node. */
export async function executeOnNode(
  world: World,
  services: ExecutionServices,
  task: NodeTask,
): Promise<void> {
  const { run, definition } = task
  const place = artifactPlace(world, run.dataContainerId, 'user_logs/std_log.txt')
  const log = createAppendLog(world.blobs, place.container, place.path)
  await log.open()
  if (task.environment.standIn) task.environment.plan.notes.forEach(note => log.write(note + '\n'))
  const node = await createNode(task.base)
  await downloadSnapshot(world, definition.codeId, node)
  const bindings = await bindData(world, definition, node)
  try {
    await runCommand(world, services, task, { node, bindings, log })
    setStatus(world, run.runId, 'Finalizing')
    await uploadNamedOutputs(world, definition, bindings)
    registerOutputs(world, run, definition)
  } finally {
    await log.flush()
    await uploadWorkingFolders(world, run, node)
  }
}

async function downloadSnapshot(world: World, codeId: string | null, node: Node): Promise<void> {
  if (codeId === null) return
  const code = world.store.collection<AssetVersion>('codes').get(codeId.replace(/^azureml:/, ''))
  const place = code && resolveUri(world, String(code.properties['codeUri']))
  const files = place ? await downloadPlace(world, place, node.workingDirectory) : 0
  if (files === 0)
    throw new JobFailure(`The code snapshot ${codeId} is empty or gone; upload the code again.`)
}

/** Inputs come to the node; outputs get the directory that the script writes to. */
async function bindData(world: World, definition: CommandDefinition, node: Node): Promise<Bindings> {
  const bindings: Bindings = { inputs: {}, outputs: {} }
  for (const [name, input] of Object.entries(definition.inputs)) {
    if (input.kind === 'literal') bindings.inputs[name] = input.value
    else if (input.mode === 'Direct') bindings.inputs[name] = input.uri
    else bindings.inputs[name] = await downloadInput(world, name, input.uri, inputDirectory(node, name))
  }
  for (const [name, output] of Object.entries(definition.outputs)) {
    const path = outputDirectory(node, name)
    if (output.type !== 'uri_file' && output.mode !== 'Direct') await mkdir(path, { recursive: true })
    bindings.outputs[name] = output.mode === 'Direct' ? output.uri : path
  }
  return bindings
}

async function runCommand(
  world: World,
  services: ExecutionServices,
  { run, definition, environment, signal }: NodeTask,
  { node, bindings, log }: { node: Node; bindings: Bindings; log: AppendLog },
): Promise<void> {
  const scope = world.workspaceArmId
  const claims = { accountid: world.settings.workspaceId, projectid: run.experimentId }
  const runToken = await world.tokens.issueRunToken({ runId: run.runId, scope, claims })
  const context = { run, definition, node, bindings, runToken, caBundle: services.caBundle }
  let errorTail = ''
  const end = await runProcessGroup(
    {
      command: '/bin/bash',
      arguments: ['-c', renderCommand(definition.command, bindings)],
      cwd: node.workingDirectory,
      environment: nodeVariables(world, { ...context, environment: environment.directory }),
      signal,
      onOutput(text, stream) {
        log.write(text)
        if (stream === 'stderr') errorTail = (errorTail + text).slice(-4000)
      },
    },
    services.watchdog,
  )
  signal.throwIfAborted()
  if (end.exitCode !== 0) throw exitFailure(definition.command, end, errorTail)
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
