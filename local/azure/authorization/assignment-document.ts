import { armKey } from '../core/ids.ts'
import { guidFor } from '../core/managed-identity.ts'
import { principalsOf } from '../core/principals.ts'
import type { RoleName } from '../core/roles.ts'
import type { World } from '../core/world.ts'
import { roleId } from './role-ids.ts'

/** A role assignment as stored. */
export interface AssignmentDocument {
  /** ARM id below the scope. */
  id: string
  name: string
  scope: string
  role: RoleName
  principalId: string
  principalType: string
  createdOn: string
  createdBy: string
}

export const assignmentsOf = ({ store }: World) => store.collection<AssignmentDocument>('roleAssignments')

/** Those that were written, and those with which principals were born. */
export function allAssignments(world: World): AssignmentDocument[] {
  const written = assignmentsOf(world).list()
  const born = principalsOf(world.store)
    .list()
    .flatMap(({ objectId, roles }) =>
      roles.map(({ role, scope }) => ({ principalId: objectId, role, scope })),
    )
    .filter(one => !written.some(other => isSame(one, other)))
    .map(one => {
      const name = guidFor(`${one.principalId} ${one.role} ${armKey(one.scope)}`)
      const id = `${one.scope}/providers/Microsoft.Authorization/roleAssignments/${name}`
      return { ...one, id, name, principalType: 'ServicePrincipal', ...BIRTH }
    })
  return [...written, ...born]
}

const BIRTH = { createdOn: '2020-01-01T00:00:00.000Z', createdBy: '' }

type Grant = Pick<AssignmentDocument, 'principalId' | 'role' | 'scope'>

export const isSame = (a: Grant, b: Grant): boolean =>
  a.role === b.role && armKey(a.scope) === armKey(b.scope) && a.principalId === b.principalId

export function renderAssignment({ settings }: World, assignment: AssignmentDocument): object {
  const { id, name, scope, role, principalId, principalType, createdOn, createdBy } = assignment
  return {
    properties: {
      roleDefinitionId: roleId(settings.subscriptionId, role),
      principalId,
      principalType,
      scope,
      condition: null,
      conditionVersion: null,
      createdOn,
      updatedOn: createdOn,
      createdBy,
      updatedBy: createdBy,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
    id,
    type: 'Microsoft.Authorization/roleAssignments',
    name,
  }
}
