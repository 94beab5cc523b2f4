import type { Workspace } from '../../workspace/workspace.ts'
import { kindOfParts, nameOf, type PartKind } from '../follow/part.ts'
import { listChildren, type ChildRun } from '../history/run-history.ts'

/** A run below a job. */
export interface RunInTree {
  readonly runId: string
  readonly kind: PartKind
  /** Names from the job down. */
  readonly path: readonly string[]
  /** Where its artifacts lie: `ExperimentRun/{container}/`. */
  readonly container: string
  readonly run: ChildRun
}

/** Every step and trial below a job, at every depth, each after its parent. */
export async function listTree(
  workspace: Workspace,
  parent: string,
  above: readonly string[] = [],
): Promise<RunInTree[]> {
  const found: RunInTree[] = []
  for (const run of await listChildren(workspace, parent)) {
    const kind = run.runId.startsWith(`${parent}_`) ? 'trial' : 'step'
    const path = [...above, nameOf(run, kind, parent)]
    found.push({ runId: run.runId, kind, path, container: run.dataContainerId ?? `dcid.${run.runId}`, run })
    if (kindOfParts(run)) found.push(...(await listTree(workspace, run.runId, path)))
  }
  return found
}
