import { attempt } from '../../../azure/attempt.ts'
import { dataPlanePath, type Workspace } from '../../workspace/workspace.ts'

/** What run history tells of a run. `logFiles` maps names to URLs that carry their own permission, made anew each time. */
export interface RunDetails {
  readonly runId: string
  readonly status: string
  readonly startTimeUtc?: string | null
  readonly endTimeUtc?: string | null
  readonly logFiles?: Readonly<Record<string, string>> | null
  readonly error?: RunError | null
  readonly warnings?: readonly { readonly message?: string }[] | null
}

interface RunError {
  readonly error?: { readonly code?: string; readonly message?: string }
}

export interface ChildRun {
  readonly runId: string
  readonly displayName?: string
  readonly status: string
  readonly createdUtc?: string
  readonly properties?: Readonly<Record<string, string>>
  readonly dataContainerId?: string
}

export interface RunOutput {
  readonly assetId: string
  readonly type: string
}

export const readDetails = (workspace: Workspace, runId: string): Promise<RunDetails> =>
  attempt(`Reading the state of job ${runId}`, () => get<RunDetails>(workspace, `runs/${runId}/details`))

/** The steps of a pipeline job, in the order of their creation. */
export async function listChildren(workspace: Workspace, runId: string): Promise<ChildRun[]> {
  interface Page {
    readonly value?: ChildRun[]
    readonly continuationToken?: string | null
  }
  const children: ChildRun[] = []
  for (let token: string | undefined = ''; token !== undefined;) {
    const query: string = token ? `?continuationtoken=${encodeURIComponent(token)}` : ''
    const page: Page = await attempt(`Listing the steps of job ${runId}`, () =>
      get<Page>(workspace, `runs/${runId}/children${query}`),
    )
    children.push(...(page.value ?? []))
    token = page.continuationToken || undefined
  }
  return children.sort((a, b) => (a.createdUtc ?? '').localeCompare(b.createdUtc ?? ''))
}

/** The outputs of a finished run by name; `default` (logs and ./outputs) left out. */
export async function readOutputs(workspace: Workspace, runId: string): Promise<Record<string, RunOutput>> {
  const { session } = workspace
  interface RunData {
    readonly runMetadata?: { readonly outputs?: Record<string, RunOutput> | null } | null
  }
  const { body } = await attempt(`Reading the outputs of job ${runId}`, () =>
    session.door.send<RunData>('ResourceManager', {
      method: 'POST',
      url: `${workspace.dataPlane}/history/v1.0/${dataPlanePath(workspace)}/rundata`,
      body: { runId, selectRunMetadata: true, selectRunDefinition: true, selectJobSpecification: true },
      repeatable: true,
    }),
  )
  const { default: _logs, ...named } = body.runMetadata?.outputs ?? {}
  return named
}

async function get<T>(workspace: Workspace, path: string): Promise<T> {
  const url = `${workspace.dataPlane}/history/v1.0/${dataPlanePath(workspace)}/${path}`
  return (await workspace.session.door.send<T>('ResourceManager', { method: 'GET', url })).body
}
