import type { Workspace } from '../../workspace/workspace.ts'
import { hyperparameters, kindOfParts, nameOf, type PartKind, type Tags } from '../follow/part.ts'
import { listChildren, type ChildRun } from '../history/run-history.ts'

/** A run below a job. */
export interface RunInTree {
  readonly runId: string
  readonly kind: PartKind
  /** Names from the job down. */
  readonly path: readonly string[]
  /** Where its artifacts lie: `ExperimentRun/{container}/`. */
  readonly container: string
  /** Of a trial: what its sweep gave it. */
  readonly tried: Readonly<Record<string, string>>
  readonly run: ChildRun
}

/** Every step and trial below a job, at every depth, each after its parent. */
export async function listTree(
  workspace: Workspace,
  parent: { readonly runId: string; readonly tags?: Tags },
  above: readonly string[] = [],
): Promise<RunInTree[]> {
  const found: RunInTree[] = []
  for (const run of await listChildren(workspace, parent.runId)) {
    const { runId, dataContainerId: container = `dcid.${runId}` } = run
    const kind = runId.startsWith(`${parent.runId}_`) ? 'trial' : 'step'
    const path = [...above, nameOf(run, kind, parent.runId)]
    found.push({ runId, kind, path, container, tried: hyperparameters(runId, parent.tags), run })
    if (kindOfParts(run)) found.push(...(await listTree(workspace, run, path)))
  }
  return found
}
