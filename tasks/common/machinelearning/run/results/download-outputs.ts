import * as path from 'node:path'
import { attempt } from '../../../azure/attempt.ts'
import { TaskError } from '../../../errors.ts'
import { openDatastore } from '../../datastore/datastore.ts'
import { downloadPrefix } from '../../../storage/download/download-prefix.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import { readDetails, readOutputs, type RunOutput } from '../history/run-history.ts'
import { BEST_TRIAL } from './best-trial.ts'
import { listTree } from './list-tree.ts'
import { resolveOutput } from './resolve-output.ts'

export type Wanted = 'none' | 'all' | readonly string[]

/**
 * Downloads what a finished job made: `named-outputs/{name}/` for each output that is wanted (of a sweep that of its
 * best trial), and for `all` also `artifacts/` (logs and what the code logged), those of each step and trial below it.
 * Run again after it was cut off, it fetches what is missing.
 */
export async function downloadOutputs(
  workspace: Workspace,
  job: string,
  wanted: Wanted,
  folder: string,
): Promise<void> {
  if (wanted === 'none') return
  const outputs = await outputsOf(workspace, job)
  for (const [name, output] of Object.entries(chosen(outputs, wanted, job))) {
    const { store, prefix } = await resolveOutput(workspace, name, output)
    await download(workspace, `output ${name}`, store, prefix, insideOf(folder, 'named-outputs', name))
  }
  if (wanted === 'all') await downloadArtifacts(workspace, job, path.join(folder, 'artifacts'))
}

async function outputsOf(workspace: Workspace, job: string): Promise<Record<string, RunOutput>> {
  const best = (await readDetails(workspace, job)).properties?.[BEST_TRIAL]
  const own = await readOutputs(workspace, job)
  return best ? { ...own, ...(await readOutputs(workspace, best)) } : own
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

/** Reused steps have theirs where the run lies that was reused: the container says, not the id. */
async function downloadArtifacts(workspace: Workspace, job: string, folder: string): Promise<void> {
  const runs = [
    { runId: job, path: [], container: `dcid.${job}` },
    ...(await listTree(workspace, { runId: job })),
  ]
  for (const run of runs) {
    await download(
      workspace,
      `artifacts of ${run.runId}`,
      'workspaceartifactstore',
      `ExperimentRun/${run.container}/`,
      path.join(folder, ...run.path.map((name, i) => (isFolderName(name) ? name : `${run.runId}-${i}`))),
    )
  }
}

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
    const { files, bytes, kept } = await downloadPrefix(container, prefix, folder, session.signal)
    const before = kept > 0 ? ` (${kept} of them were there already)` : ''
    session.log.info(`Downloaded the ${what}: ${files} file(s), ${bytes} bytes${before}, to ${folder}`)
  })
}

function insideOf(folder: string, kind: string, name: string): string {
  if (isFolderName(name)) return path.join(folder, kind, name)
  throw new TaskError(`The output ${name} cannot be a folder's name.`, { remedy: 'Rename it in the job.' })
}

/** A display name is free text: one that could leave the folder, or that no disk takes, is no folder's name. */
const isFolderName = (name: string): boolean => /^[\p{L}\p{N}_-][\p{L}\p{N}_ .-]*$/u.test(name)
