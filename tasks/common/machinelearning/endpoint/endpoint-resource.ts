import { asAzureError, attempt, orNotFound } from '../../azure/attempt.ts'
import { followOperation } from '../../azure/operation-poller.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import { KEY_PROPERTY } from '../job/job-identity.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { createOnce } from './create-once.ts'
import { endpointBody, newEndpointBody } from './endpoint-body.ts'
import { isSettled, sameTraffic, type EndpointResource, type EndpointSpec, type Traffic } from './endpoint.ts'

const DEADLINE_IN_MINUTES = 30
const PATIENCE_IN_MILLISECONDS = 15 * 60_000
const LOOK_AGAIN = 1000

export async function findEndpoint(
  workspace: Workspace,
  name: string,
  signal?: AbortSignal,
): Promise<EndpointResource | undefined> {
  const call = { method: 'GET', url: endpointUrl(workspace, name), ...(signal && { signal }) } as const
  const found = await attempt(`Reading endpoint ${name}`, () =>
    orNotFound(() => workspace.session.door.send<EndpointResource>('ResourceManager', call)),
  )
  return found?.body
}

/** The endpoint when nothing is going on with it; undefined where there is none. Waits for others to end. */
export async function settledEndpoint(
  workspace: Workspace,
  name: string,
): Promise<EndpointResource | undefined> {
  const { clock, signal, log } = workspace.session
  const end = clock.now() + PATIENCE_IN_MILLISECONDS
  for (let last = ''; ;) {
    const endpoint = await findEndpoint(workspace, name)
    const state = endpoint?.properties.provisioningState ?? 'Updating'
    if (!endpoint || isSettled(state)) return endpoint
    if (clock.now() > end) throw busy(name, state)
    if (state !== last) log.info(`Endpoint ${name} is ${state}: somebody works on it; waiting.`)
    last = state
    await clock.sleep(LOOK_AGAIN, signal)
  }
}

export async function createEndpoint(workspace: Workspace, spec: EndpointSpec): Promise<void> {
  const { session } = workspace
  const url = endpointUrl(workspace, spec.name)
  await createOnce(session, {
    what: `Endpoint ${spec.name}`,
    doing: `Creating endpoint ${spec.name}`,
    key: spec.properties[KEY_PROPERTY],
    deadlineInMinutes: DEADLINE_IN_MINUTES,
    send: () => session.door.send('ResourceManager', { method: 'PUT', url, body: newEndpointBody(spec) }),
    find: () => findEndpoint(workspace, spec.name),
  })
}

/** Changes who serves, and waits until it is so. Sends nothing where it is so already. */
export async function putTraffic(
  workspace: Workspace,
  name: string,
  traffic: Traffic,
  check?: TrafficCheck,
): Promise<void> {
  const answer = await beginTraffic(workspace, name, traffic, check)
  await followTraffic(workspace, name, traffic, answer)
}

/** Looks at the endpoint just before its traffic is changed; throws where it must not be, false where it need not. */
export type TrafficCheck = (endpoint: EndpointResource) => Promise<boolean>

/** Changes who serves; what it returns is to be followed. Requests may go the new way before the operation ends. */
export function beginTraffic(
  workspace: Workspace,
  name: string,
  traffic: Traffic,
  check: TrafficCheck = () => Promise.resolve(true),
): Promise<Sent | undefined> {
  const { door } = workspace.session
  const url = endpointUrl(workspace, name)
  return attempt(`Changing the traffic of endpoint ${name}`, () =>
    whenFree(workspace, name, async endpoint => {
      if (!(await check(endpoint)) || sameTraffic(endpoint.properties.traffic ?? {}, traffic))
        return undefined
      return door.send('ResourceManager', { method: 'PUT', url, body: endpointBody(endpoint, traffic) })
    }),
  )
}

export async function followTraffic(
  workspace: Workspace,
  name: string,
  traffic: Traffic,
  answer: Sent | undefined,
): Promise<void> {
  if (answer) await follow(workspace, answer, `Traffic of endpoint ${name} (${readableTraffic(traffic)})`)
}

/** Asks for the traffic and does not wait: what a cancelled task has time for. */
export async function askForTraffic(
  workspace: Workspace,
  name: string,
  traffic: Traffic,
  { signal, when }: { readonly signal: AbortSignal; readonly when: (endpoint: EndpointResource) => boolean },
): Promise<void> {
  const endpoint = await findEndpoint(workspace, name, signal)
  if (!endpoint || !when(endpoint) || sameTraffic(endpoint.properties.traffic ?? {}, traffic)) return
  const call = { method: 'PUT', url: endpointUrl(workspace, name), signal } as const
  await workspace.session.door.send('ResourceManager', { ...call, body: endpointBody(endpoint, traffic) })
}

/** Deletes the endpoint with all its deployments. One that is gone is no error. */
export async function deleteEndpoint(workspace: Workspace, name: string): Promise<void> {
  const url = endpointUrl(workspace, name)
  const answer = await attempt(`Deleting endpoint ${name}`, () =>
    whenFree(workspace, name, () =>
      workspace.session.door.send('ResourceManager', { method: 'DELETE', url }),
    ),
  )
  if (answer) await follow(workspace, answer, `Deleting endpoint ${name}`)
}

/** `blue 90 %, green 10 %`. */
export const readableTraffic = (traffic: Traffic): string =>
  Object.entries(traffic)
    .filter(([, share]) => share > 0)
    .map(([name, share]) => `${name} ${share} %`)
    .join(', ') || 'none'

export const endpointUrl = (workspace: Workspace, name: string, below = ''): string =>
  resourceUrl(workspace.session, `${workspace.id}/onlineEndpoints/${name}${below}`)

export type Sent = Awaited<ReturnType<Workspace['session']['door']['send']>>

/** Azure takes one change of an endpoint at a time and answers 409 to the second. Undefined where there is no endpoint. */
async function whenFree(
  workspace: Workspace,
  name: string,
  send: (endpoint: EndpointResource) => Promise<Sent | undefined>,
): Promise<Sent | undefined> {
  const { clock, signal } = workspace.session
  const end = clock.now() + PATIENCE_IN_MILLISECONDS
  for (;;) {
    const endpoint = await settledEndpoint(workspace, name)
    if (!endpoint) return undefined
    try {
      return await send(endpoint)
    } catch (error) {
      if (asAzureError(error)?.status !== 409 || clock.now() > end) throw error
      await clock.sleep(LOOK_AGAIN, signal)
    }
  }
}

const follow = ({ session }: Workspace, answer: Sent, what: string): Promise<void> =>
  followOperation(session, answer, { what, deadlineInMinutes: DEADLINE_IN_MINUTES })

const busy = (name: string, state: string): TaskError =>
  new TaskError(`Endpoint ${name} is still ${state}.`, {
    cause: 'Another run, or a person, is changing it; two changes at once would mix their traffic.',
    remedy:
      'Wait for the other one to end, then run this stage again. An exclusive lock check on the environment keeps pipelines apart.',
  })
