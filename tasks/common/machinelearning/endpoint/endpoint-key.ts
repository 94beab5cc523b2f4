import { attempt } from '../../azure/attempt.ts'
import type { Secret } from '../../host/secret.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { endpointUrl } from './endpoint-resource.ts'
import type { EndpointResource } from './endpoint.ts'

/** What a caller of the endpoint proves himself with, masked before anybody sees it: its key, or a token of 12 hours. */
export async function readEndpointKey(workspace: Workspace, endpoint: EndpointResource): Promise<Secret> {
  const { session } = workspace
  const isToken = endpoint.properties.authMode.toLowerCase() === 'amltoken'
  const url = endpointUrl(workspace, endpoint.name, isToken ? '/token' : '/listKeys')
  const { body } = await attempt(
    `Reading the ${isToken ? 'token' : 'key'} of endpoint ${endpoint.name}`,
    () =>
      session.door.send<{ primaryKey?: string; accessToken?: string }>('ResourceManager', {
        method: 'POST',
        url,
        repeatable: true,
      }),
  )
  return session.mask((isToken ? body.accessToken : body.primaryKey) ?? '')
}
