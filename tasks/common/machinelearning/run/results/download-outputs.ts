import * as path from 'node:path'
import { attempt } from '../../../azure/attempt.ts'
import { TaskError } from '../../../errors.ts'
import { openDatastore } from '../../../storage/datastore.ts'
import { downloadPrefix } from '../../../storage/download.ts'
import { dataPlanePath, type Workspace } from '../../workspace/workspace.ts'
import { listChildren, readOutputs, type ChildRun, type RunOutput } from '../history/run-history.ts'

export type Wanted = 'none' | 'all' | readonly string[]

/**
 * Downloads what a finished job made: `named-outputs/{name}/` for each output that is wanted, and for `all` also
 * `artifacts/` (logs and what the code logged), as `az ml job download` lays it out.
 */
export async function downloadOutputs(
  workspace: Workspace,
  job: string,
  wanted: Wanted,
  folder: string,
): Promise<void> {
  if (wanted === 'none') return
  const outputs = await readOutputs(workspace, job)
  for (const [name, output] of Object.entries(chosen(outputs, wanted, job))) {
    await downloadOutput(workspace, name, output, path.join(folder, 'named-outputs', name))
  }
  if (wanted !== 'all') return
  await downloadArtifacts(workspace, job, path.join(folder, 'artifacts'))
  for (const child of await listChildren(workspace, job)) {
    const container = child.dataContainerId ?? `dcid.${child.runId}`
    await downloadArtifacts(
      workspace,
      child.runId,
      path.join(folder, 'artifacts', folderOf(child)),
      container,
    )
  }
}

function chosen(
  outputs: Record<string, RunOutput>,
  wanted: 'all' | readonly string[],
  job: string,
): Record<string, RunOutput> {
  if (wanted === 'all') return outputs
  const missing = wanted.filter(name => !outputs[name])
  if (missing.length === 0)
    return Object.fromEntries(wanted.flatMap(name => [[name, outputs[name] as RunOutput]]))
  throw new TaskError(`Job ${job} has no output ${missing.join(', ')}.`, {
    cause: `Its outputs are: ${Object.keys(outputs).join(', ') || 'none'}.`,
    remedy: 'Correct downloadOutputs, or the outputs in the job.',
  })
}

async function downloadOutput(
  workspace: Workspace,
  name: string,
  output: RunOutput,
  folder: string,
): Promise<void> {
  const uri = await resolveUri(workspace, output)
  const match = /\/datastores\/([^/]+)\/paths\/(.*)$/.exec(uri)
  if (!match?.[1]) throw new TaskError(`Output ${name} lies at ${uri}, which is no path in a data store.`)
  await download(workspace, `output ${name}`, match[1], match[2] ?? '', folder)
}

const downloadArtifacts = (
  workspace: Workspace,
  runId: string,
  folder: string,
  container = `dcid.${runId}`,
): Promise<void> =>
  download(
    workspace,
    `artifacts of ${runId}`,
    'workspaceartifactstore',
    `ExperimentRun/${container}/`,
    folder,
  )

async function download(
  workspace: Workspace,
  what: string,
  store: string,
  prefix: string,
  folder: string,
): Promise<void> {
  const { session } = workspace
  await attempt(`Downloading the ${what}`, async () => {
    const { container } = await openDatastore(workspace, store)
    const { files, bytes } = await downloadPrefix(container, prefix, folder, session.signal)
    session.log.info(`Downloaded the ${what}: ${files} file(s), ${bytes} bytes, to ${folder}`)
  })
}

/** Asset ids are opaque; the data plane tells where they lie. Models and data have a service each. */
async function resolveUri(workspace: Workspace, { assetId, type }: RunOutput): Promise<string> {
  const service = type.endsWith('_model') ? 'modelregistry/v1.0' : 'data/v1.0'
  const collection = type.endsWith('_model') ? 'models' : 'dataversion'
  const url = `${workspace.dataPlane}/${service}/${dataPlanePath(workspace)}/${collection}/batchGetResolvedUris`
  interface Resolved {
    readonly values?: Record<string, { readonly uri?: string; readonly path?: string }>
  }
  const { body } = await attempt('Resolving where the outputs lie', () =>
    workspace.session.door.send<Resolved>('ResourceManager', {
      method: 'POST',
      url,
      body: { values: [assetId] },
      repeatable: true,
    }),
  )
  const found = body.values?.[assetId]
  const uri = found?.uri ?? found?.path
  if (uri) return uri
  throw new TaskError(`Azure does not tell where the output ${assetId} lies.`, {
    remedy: 'Open the job in the studio.',
  })
}

/** A step's display name is free text: one that could leave the folder gives way to the step's id. */
function folderOf({ displayName = '', runId }: ChildRun): string {
  return /^[\p{L}\p{N}_-][\p{L}\p{N}_ .-]*$/u.test(displayName) ? displayName : runId
}
