import { createHash } from 'node:crypto'
import { asAzureError } from '../../azure/attempt.ts'
import { listAll } from '../../azure/list-all.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { AzureSession } from '../../azure/session.ts'
import { guidOf } from '../../machinelearning/guid.ts'
import type { Need } from './needed-roles.ts'
import { ROLES, SUFFICIENT } from './role-definitions.ts'

const AUTHORIZATION_API = '2022-04-01'
const ROLE_DEFINITIONS = '/providers/Microsoft.Authorization/roleDefinitions/'

interface RoleAssignment {
  readonly properties: {
    readonly roleDefinitionId: string
    readonly scope?: string
  }
}

/** Whether the identity, or a group that it is in, has a role that does, on the resource or above it. */
export async function isGranted(session: AzureSession, need: Need): Promise<boolean> {
  const url = assignmentsUrl(session, need.scope, '', { $filter: `assignedTo('${need.principalId}')` })
  const all = await listAll<RoleAssignment>(session, url)
  const enough = SUFFICIENT[need.role].map(role => ROLES[role])
  return all.some(
    ({ properties: { roleDefinitionId, scope = need.scope } }) =>
      !isBelow(scope, need.scope) && enough.some(id => roleDefinitionId.toLowerCase().endsWith(`/${id}`)),
  )
}

/** Grants the role, under a name that the same grant always has: two runs at once make one assignment. */
export async function grant(session: AzureSession, need: Need): Promise<void> {
  const { principalId, role, scope } = need
  const definition = `${subscriptionOf(scope)}${ROLE_DEFINITIONS}${ROLES[role]}`
  const url = assignmentsUrl(session, scope, `/${nameOf(need)}`)
  // Told the type of the principal, Azure does not look for one that was made a moment ago and is not everywhere yet.
  const properties = { roleDefinitionId: definition, principalId, principalType: 'ServicePrincipal' }
  try {
    await session.door.send('ResourceManager', { method: 'PUT', url, body: { properties } })
  } catch (error) {
    if (asAzureError(error)?.code !== 'RoleAssignmentExists') throw error
  }
}

/** The registry of a workspace may be in another subscription than the connection is. */
const subscriptionOf = (scope: string): string => scope.split('/').slice(0, 3).join('/')

const nameOf = ({ principalId, role, scope }: Need): string =>
  guidOf(createHash('sha256').update([scope, principalId, role].join('\n').toLowerCase()).digest('hex'))

/** Azure tells what is held at the scope, above it (management groups, whose ids do not show it) and below it. */
const isBelow = (held: string, scope: string): boolean =>
  held.toLowerCase().startsWith(`${scope.toLowerCase().replace(/\/$/, '')}/`)

const assignmentsUrl = (
  session: AzureSession,
  scope: string,
  below: string,
  query: Readonly<Record<string, string>> = {},
): string =>
  resourceUrl(
    session,
    `${scope}/providers/Microsoft.Authorization/roleAssignments${below}`,
    query,
    AUTHORIZATION_API,
  )
