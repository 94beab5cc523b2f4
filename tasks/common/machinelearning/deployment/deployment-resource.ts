import { asAzureError, attempt, orNotFound } from '../../azure/attempt.ts'
import type { Answer } from '../../azure/authenticated-door.ts'
import { followOperation } from '../../azure/operation-poller.ts'
import { createOnce } from '../endpoint/create-once.ts'
import { endpointUrl } from '../endpoint/endpoint-resource.ts'
import { isSettled } from '../endpoint/endpoint.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { DeploymentResource } from './deployment.ts'

const CREATE_IN_MINUTES = 60
const DELETE_IN_MINUTES = 20
/** What a lost run began may take as long as any creation. */
const PATIENCE_IN_MILLISECONDS = CREATE_IN_MINUTES * 60_000
const LOOK_AGAIN = 5000

/** All deployments of an endpoint that exists. */
export async function listDeployments(workspace: Workspace, endpoint: string): Promise<DeploymentResource[]> {
  const { door } = workspace.session
  return attempt(`Listing the deployments of endpoint ${endpoint}`, async () => {
    const found: DeploymentResource[] = []
    let url: string | null | undefined = endpointUrl(workspace, endpoint, '/deployments')
    while (url) {
      const page: Answer<Page> = await door.send<Page>('ResourceManager', { method: 'GET', url })
      found.push(...(page.body.value ?? []))
      url = page.body.nextLink
    }
    return found
  })
}

interface Page {
  readonly value?: readonly DeploymentResource[]
  readonly nextLink?: string | null
}

/**
 * Creates the deployment and waits until it is ready; it gets no request yet.
 * @param key of the step, which the body bears
 */
export async function putDeployment(
  workspace: Workspace,
  endpoint: string,
  name: string,
  body: object,
  key?: string,
): Promise<void> {
  const { session } = workspace
  const url = deploymentUrl(workspace, endpoint, name)
  await createOnce(session, {
    what: `Deployment ${name}`,
    doing: `Creating deployment ${name} of endpoint ${endpoint}`,
    key,
    deadlineInMinutes: CREATE_IN_MINUTES,
    send: () => session.door.send('ResourceManager', { method: 'PUT', url, body }),
    find: () => findDeployment(workspace, endpoint, name),
  })
}

/** Deletes the deployment, which must have no traffic. One that is gone is no error; one in motion is waited for. */
export async function deleteDeployment(workspace: Workspace, endpoint: string, name: string): Promise<void> {
  const { session } = workspace
  const url = deploymentUrl(workspace, endpoint, name)
  const end = session.clock.now() + PATIENCE_IN_MILLISECONDS
  const answer = await attempt(`Deleting deployment ${name} of endpoint ${endpoint}`, async () => {
    for (;;) {
      const found = await findDeployment(workspace, endpoint, name)
      if (!found) return undefined
      const mayWait = session.clock.now() < end
      if (isSettled(found.properties.provisioningState) || !mayWait) {
        const sent = await unlessBusy(mayWait, () =>
          session.door.send('ResourceManager', { method: 'DELETE', url }),
        )
        if (sent) return sent
      }
      await session.clock.sleep(LOOK_AGAIN, session.signal)
    }
  })
  if (!answer) return
  await followOperation(session, answer, {
    what: `Deleting deployment ${name}`,
    deadlineInMinutes: DELETE_IN_MINUTES,
  })
}

export async function findDeployment(
  workspace: Workspace,
  endpoint: string,
  name: string,
): Promise<DeploymentResource | undefined> {
  const url = deploymentUrl(workspace, endpoint, name)
  const found = await attempt(`Reading deployment ${name}`, () =>
    orNotFound(() =>
      workspace.session.door.send<DeploymentResource>('ResourceManager', { method: 'GET', url }),
    ),
  )
  return found?.body
}

/** The end of the container's own log, with its instance's states and events before it. */
export async function readDeploymentLog(
  workspace: Workspace,
  endpoint: string,
  name: string,
  lines: number,
): Promise<string> {
  const url = deploymentUrl(workspace, endpoint, name, '/getLogs')
  const { body } = await attempt(`Reading the log of deployment ${name}`, () =>
    workspace.session.door.send<{ content?: string | null }>('ResourceManager', {
      method: 'POST',
      url,
      body: { containerType: 'InferenceServer', tail: lines },
      repeatable: true,
    }),
  )
  return body.content ?? ''
}

const deploymentUrl = (workspace: Workspace, endpoint: string, name: string, below = ''): string =>
  endpointUrl(workspace, endpoint, `/deployments/${name}${below}`)

/** Undefined where another operation holds the endpoint and there is time to wait for it. */
async function unlessBusy<T>(mayWait: boolean, send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send()
  } catch (error) {
    if (mayWait && asAzureError(error)?.status === 409) return undefined
    throw error
  }
}
