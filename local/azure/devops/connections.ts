import { newGuid } from '../core/ids.ts'
import { principalsOf } from '../core/principals.ts'
import type { Collection } from '../core/store.ts'
import type { World } from '../core/world.ts'
import type { ServiceConnection } from '../description.ts'
import { federatedCredential } from './federation.ts'

/** A service connection as stored: the address of the issuer follows the ports and is not kept. */
export interface StoredConnection {
  id: string
  name: string
  scheme: ServiceConnection['scheme']
  /** The principal in whose name it acts. */
  clientId: string
}

/** The id is made where none is given; the principal is the default one where none is named. */
export type NewConnection = Partial<StoredConnection> & Pick<StoredConnection, 'name' | 'scheme'>

const stored = ({ store }: World): Collection<StoredConnection> => store.collection('serviceConnections')

export function seedConnections(world: World): void {
  const { serviceConnectionId, secretConnectionId, clientId } = world.settings
  const connections = stored(world)
  connections.put(serviceConnectionId, {
    id: serviceConnectionId,
    name: 'azure',
    scheme: 'WorkloadIdentityFederation',
    clientId,
  })
  connections.put(secretConnectionId, {
    id: secretConnectionId,
    name: 'azure-secret',
    scheme: 'ServicePrincipal',
    clientId,
  })
}

/** Adds a connection; with federation its principal trusts the connection's subject from now on. */
export function addConnection(world: World, given: NewConnection): ServiceConnection {
  const connection = { id: newGuid(), clientId: world.settings.clientId, ...given }
  stored(world).put(connection.id, connection)
  renewTrust(world)
  return toDescription(world, connection)
}

/** The issuer's address follows the ports, so at every start each principal is told anew whom to trust. */
export function renewTrust(world: World): void {
  for (const { id, scheme, clientId } of stored(world).list()) {
    const principal = principalsOf(world.store).get(clientId)
    if (!principal || scheme !== 'WorkloadIdentityFederation') continue
    const trusted = federatedCredential(world, clientId, id)
    const others = principal.federatedCredentials.filter(({ subject }) => subject !== trusted.subject)
    principalsOf(world.store).put(clientId, { ...principal, federatedCredentials: [...others, trusted] })
  }
}

export const findConnection = (world: World, id: string): StoredConnection | undefined =>
  stored(world).get(id)

export const connectionsOf = (world: World): ServiceConnection[] =>
  stored(world)
    .list()
    .map(connection => toDescription(world, connection))

function toDescription(world: World, { id, name, scheme, clientId }: StoredConnection): ServiceConnection {
  if (scheme === 'ServicePrincipal') return { id, name, scheme }
  const { issuer, subject } = federatedCredential(world, clientId, id)
  return { id, name, scheme, issuer, subject }
}
