import { AnonymousDoor } from '../../common/azure/anonymous-door.ts'
import { openNetwork } from '../../common/azure/network.ts'
import { openSession } from '../../common/azure/session.ts'
import { TaskError } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import type { Secret } from '../../common/host/secret.ts'
import { openEndpoint } from '../../common/machinelearning/endpoint/endpoint-access.ts'
import { findEndpoint } from '../../common/machinelearning/endpoint/endpoint-resource.ts'
import type { EndpointResource } from '../../common/machinelearning/endpoint/endpoint.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { ScoringDoor } from '../../common/scoring/scoring-client.ts'
import type { ServiceInputs } from './service-inputs.ts'

export interface Service {
  /** A noun phrase: `endpoint chd-risk`, or the host of an address. */
  readonly name: string
  readonly scoringUri: string
  readonly key: Secret | undefined
  readonly door: ScoringDoor
}

/** The address and the key: as given, or read from Azure. */
export async function findService(inputs: ServiceInputs, host: Host): Promise<Service> {
  if (inputs.by === 'endpoint') return findByName(inputs, host)
  const network = openNetwork({ settings: host.network, log: host.log, clock: host.clock })
  const { scoringUri, key } = inputs
  const door = new AnonymousDoor(network, host.signal)
  return { name: new URL(scoringUri).host, scoringUri, key, door }
}

async function findByName(
  { azureSubscription, resourceGroup, workspaceName, endpointName }: ServiceInputs & { by: 'endpoint' },
  host: Host,
): Promise<Service> {
  const session = openSession(host, azureSubscription)
  const workspace = await openWorkspace(session, { resourceGroup, name: workspaceName })
  const endpoint = await findEndpoint(workspace, endpointName)
  if (!endpoint)
    throw new TaskError(`Workspace ${workspaceName} has no endpoint ${endpointName}.`, {
      remedy: 'Check the name in endpointName, and that the deployment ran before.',
    })
  const scoringUri = addressOf(endpoint)
  return { name: `endpoint ${endpointName}`, scoringUri, ...(await openEndpoint(workspace, endpoint)) }
}

function addressOf({ name, properties }: EndpointResource): string {
  if (properties.scoringUri) return properties.scoringUri
  throw new TaskError(`Endpoint ${name} has no scoring address.`, {
    cause: `It is not ready: its state is ${properties.provisioningState ?? 'unknown'}.`,
    remedy: 'Wait until it is created, or look at it in the studio.',
  })
}
