import { attempt, orNotFound } from '../../../azure/attempt.ts'
import { dataPlanePath, type Workspace } from '../../workspace/workspace.ts'

/** What run history tells of a run. `logFiles` maps names to URLs that carry their own permission, made anew each time. */
export interface RunDetails {
  readonly runId: string
  readonly status: string
  readonly target?: string | null
  readonly createdTimeUtc?: string | null
  readonly startTimeUtc?: string | null
  readonly endTimeUtc?: string | null
  readonly logFiles?: Readonly<Record<string, string>> | null
  readonly error?: RunError | null
  readonly warnings?: readonly { readonly message?: string }[] | null
  readonly tags?: Readonly<Record<string, string>> | null
  readonly properties?: Readonly<Record<string, string>> | null
  readonly compute?: RunCompute | null
  readonly computeRequest?: { readonly nodeCount?: number | null } | null
  readonly runDefinition?: { readonly nodeCount?: number | null } | null
  /** `hh:mm:ss.fffffff`, days before it where there are some. */
  readonly computeDuration?: string | null
}

export interface RunError {
  readonly error?: ServiceError
  readonly correlation?: { readonly operation?: string; readonly request?: string } | null
}

export interface ServiceError {
  readonly code?: string
  readonly message?: string
  readonly innerError?: ServiceError | null
  readonly details?: readonly ServiceError[] | null
}

export interface RunCompute {
  readonly target?: string | null
  readonly targetType?: string | null
  readonly vmSize?: string | null
  readonly instanceCount?: number | null
  readonly priority?: string | null
}

export interface ChildRun {
  readonly runId: string
  readonly displayName?: string | null
  readonly status: string
  readonly runType?: string
  readonly createdUtc?: string
  readonly createdTimeUtc?: string
  readonly properties?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>> | null
  readonly dataContainerId?: string
}

export interface RunOutput {
  readonly assetId: string
  readonly type: string
}

export const readDetails = (workspace: Workspace, runId: string): Promise<RunDetails> =>
  attempt(`Reading the state of job ${runId}`, () => get<RunDetails>(workspace, `runs/${runId}/details`))

/** A run as its parent's list shows it. */
export const readRun = (workspace: Workspace, runId: string): Promise<ChildRun> =>
  attempt(`Reading run ${runId}`, () => get<ChildRun>(workspace, `runs/${runId}`))

/** The runs below a run, in the order of their creation: steps, trials, or what a script began by itself. */
export async function listChildren(workspace: Workspace, runId: string): Promise<ChildRun[]> {
  interface Page {
    readonly value?: ChildRun[]
    readonly continuationToken?: string | null
  }
  const children: ChildRun[] = []
  for (let token: string | undefined = ''; token !== undefined;) {
    const query: string = token ? `?$continuationtoken=${encodeURIComponent(token)}` : ''
    const page: Page = await attempt(`Listing the steps of job ${runId}`, () =>
      get<Page>(workspace, `runs/${runId}/children${query}`),
    )
    children.push(...(page.value ?? []))
    token = page.continuationToken || undefined
  }
  return children.sort((a, b) => createdOf(a).localeCompare(createdOf(b)))
}

const createdOf = (run: ChildRun): string => run.createdTimeUtc ?? run.createdUtc ?? ''

/**
 * What the service says of a run that waits, in its own words. Run history has no number for a place in the queue; it
 * has this message, which names one where the compute tells it. Undefined where it says nothing.
 */
export async function readQueueing(workspace: Workspace, runId: string): Promise<string | undefined> {
  interface Queueing {
    readonly queueingInfo?: { readonly code?: string | null; readonly message?: string | null } | null
  }
  const run = await attempt(`Reading run ${runId}`, () =>
    orNotFound(() => get<Queueing>(workspace, `runs/${runId}`)),
  )
  const { code, message } = run?.queueingInfo ?? {}
  return message || code || undefined
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
