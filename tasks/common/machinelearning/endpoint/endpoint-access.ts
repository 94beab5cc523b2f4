import { TaskError } from '../../errors.ts'
import type { Secret } from '../../host/secret.ts'
import type { ScoringDoor } from '../../scoring/scoring-client.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { readEndpointKey } from './endpoint-key.ts'
import type { EndpointResource } from './endpoint.ts'

/** How an endpoint is asked: with its key, or through a door that brings the connection's own token. */
export interface EndpointAccess {
  readonly door: ScoringDoor
  /** Undefined where callers bring Microsoft Entra tokens, which run out within the hour and are no outputs. */
  readonly key: Secret | undefined
}

export async function openEndpoint(
  workspace: Workspace,
  endpoint: EndpointResource,
): Promise<EndpointAccess> {
  const { session } = workspace
  const { authMode, scoringUri } = endpoint.properties
  if (authMode.toLowerCase() !== 'aadtoken')
    return { door: session.anonymous, key: await readEndpointKey(workspace, endpoint) }
  if (!scoringUri?.startsWith('https:')) throw notEncrypted(endpoint.name)
  session.table.allow('MachineLearning', scoringUri)
  return { door: { network: session.door.httpClient('MachineLearning') }, key: undefined }
}

const notEncrypted = (name: string): TaskError =>
  new TaskError(`Endpoint ${name} takes Microsoft Entra tokens, but has no encrypted address.`, {
    remedy: 'Wait until the endpoint is created, or look at it in the studio.',
  })
