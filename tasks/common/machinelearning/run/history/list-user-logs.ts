import { attempt, orNotFound } from '../../../azure/attempt.ts'
import { dataPlanePath, type Workspace } from '../../workspace/workspace.ts'

/** The user's logs of a run by name, from the artifact service: for a run whose details name none. */
export async function listUserLogs(workspace: Workspace, runId: string): Promise<Record<string, string>> {
  interface Found {
    readonly value?: readonly { readonly path: string; readonly contentUri: string }[]
  }
  const folder = `ExperimentRun/dcid.${encodeURIComponent(runId)}`
  const url = `${workspace.dataPlane}/artifact/v2.0/${dataPlanePath(workspace)}/artifacts/prefix/contentinfo/${folder}?path=user_logs/`
  const found = await attempt(`Listing the logs of job ${runId}`, () =>
    orNotFound(() => workspace.session.door.send<Found>('ResourceManager', { method: 'GET', url })),
  )
  return Object.fromEntries((found?.body.value ?? []).map(({ path, contentUri }) => [path, contentUri]))
}
