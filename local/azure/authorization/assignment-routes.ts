import { badRequest, conflict } from '../core/arm-errors.ts'
import { type ArmCall, RESOURCE_GROUP, SUBSCRIPTION, armRoute } from '../core/arm-routes.ts'
import { armError } from '../core/errors.ts'
import { principalsOf } from '../core/principals.ts'
import type { Servers, World } from '../core/world.ts'
import type { Fields } from '../machinelearning/common/body.ts'
import {
  type AssignmentDocument,
  allAssignments,
  assignmentsOf,
  isSame,
  renderAssignment,
} from './assignment-document.ts'
import { filterOf } from './assignment-filter.ts'
import { roleOf } from './role-ids.ts'

const type = 'Microsoft.Authorization/roleAssignments'
const RESOURCE = `${RESOURCE_GROUP}/providers/:namespace/:type/:name`
const SCOPES = [SUBSCRIPTION, RESOURCE_GROUP, RESOURCE, `${RESOURCE}/:childType/:childName`]
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Role assignments over the subscription, a group, a resource or one below it. The scope need not exist. */
export function registerAssignments(world: World, servers: Servers): void {
  for (const scope of SCOPES) {
    const list = `${scope}/providers/${type}`
    const route = (method: 'GET' | 'PUT' | 'DELETE', path: string, permission: string, handle: Handle) =>
      armRoute(world, servers, { method, path, action: `${type}/${permission}`, handle })
    route('GET', list, 'read', call => {
      const test = filterOf(call.query['$filter'])
      const found = allAssignments(world).filter(one => test(one, scopeIn(call)))
      return { value: found.map(one => renderAssignment(world, one)) }
    })
    route('GET', `${list}/:assignment`, 'read', call => renderAssignment(world, known(world, call)))
    route('PUT', `${list}/:assignment`, 'write', call => putAssignment(world, call))
    route('DELETE', `${list}/:assignment`, 'delete', call => deleteAssignment(world, call))
  }
}

type Handle = (call: ArmCall) => unknown

const scopeIn = ({ id }: ArmCall): string =>
  id.slice(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/'))

function known(world: World, { id, params }: ArmCall): AssignmentDocument {
  const found = allAssignments(world).find(one => one.id.toLowerCase() === id.toLowerCase())
  if (found) return found
  throw armError(404, 'RoleAssignmentNotFound', `The role assignment '${params['assignment']}' is not found.`)
}

function putAssignment(world: World, call: ArmCall): object {
  const asked = toAssignment(world, call)
  const before = assignmentsOf(world).get(call.id)
  if (before && !isSame(before, asked)) throw badRequest(UPDATE, 'RoleAssignmentUpdateNotPermitted')
  if (before) return renderAssignment(world, before)
  const twin = allAssignments(world).find(one => isSame(one, asked))
  if (twin)
    throw conflict(
      `The role assignment already exists. The ID of the existing role assignment is ${twin.name.replaceAll('-', '')}.`,
      'RoleAssignmentExists',
    )
  assignmentsOf(world).put(call.id, asked)
  changeRoles(world, asked, roles => [...roles, { role: asked.role, scope: asked.scope }])
  void call.reply.status(201)
  return renderAssignment(world, asked)
}

const UPDATE = 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.'

function deleteAssignment(world: World, call: ArmCall): unknown {
  const found = assignmentsOf(world).get(call.id)
  if (!found) return void call.reply.status(204)
  assignmentsOf(world).delete(call.id)
  changeRoles(world, found, roles =>
    roles.filter(one => !isSame({ ...one, principalId: found.principalId }, found)),
  )
  return renderAssignment(world, found)
}

type Roles = { role: AssignmentDocument['role']; scope: string }[]

/** A principal of this directory can at once what it was granted; managed identities make no calls here. */
function changeRoles({ store }: World, { principalId }: AssignmentDocument, change: (roles: Roles) => Roles) {
  const principal = principalsOf(store)
    .list()
    .find(({ objectId }) => objectId === principalId)
  if (principal) principalsOf(store).put(principal.clientId, { ...principal, roles: change(principal.roles) })
}

/** @throws 400 for a name that is no GUID, a body that lacks something, and a role that there is not */
function toAssignment(world: World, call: ArmCall): AssignmentDocument {
  const name = call.params['assignment'] ?? ''
  const { properties } = (call.body ?? {}) as { properties?: Fields }
  const { roleDefinitionId, principalId, principalType = 'User' } = properties ?? {}
  if (!GUID.test(name))
    throw badRequest(
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
      'InvalidRoleAssignmentId',
    )
  if (typeof roleDefinitionId !== 'string' || typeof principalId !== 'string' || !GUID.test(principalId))
    throw badRequest(
      'The request was incorrectly formatted: roleDefinitionId and the GUID principalId are required.',
      'BadRequestFormat',
    )
  const role = roleOf(roleDefinitionId)
  if (!role)
    throw badRequest(
      `The specified role definition with ID '${roleDefinitionId.split('/').at(-1)}' does not exist.`,
      'RoleDefinitionDoesNotExist',
    )
  return {
    id: call.id,
    name,
    scope: scopeIn(call),
    role,
    principalId,
    principalType: String(principalType),
    createdOn: world.clock.now().toISOString(),
    createdBy: call.caller.objectId,
  }
}
