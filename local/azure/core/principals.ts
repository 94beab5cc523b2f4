import { authorizationFailed } from './arm-errors.ts'
import { armKey } from './ids.ts'
import { type RoleName, permits, permitsData } from './roles.ts'
import type { Collection, Store } from './store.ts'

export interface RoleAssignment {
  role: RoleName
  /** ARM id; holds for everything below it. */
  scope: string
}

/** What an id token must say, letter by letter, to stand for a principal. */
export interface FederatedCredential {
  issuer: string
  subject: string
  audience: string
}

/** An app registration with its service principal. */
export interface Principal {
  /** Application (client) id. */
  clientId: string
  objectId: string
  tenantId: string
  secret?: string
  /** Who may present an id token in this principal's name. */
  federatedCredentials: FederatedCredential[]
  roles: RoleAssignment[]
}

/** Who made a request, read from a token that was verified. */
export interface Caller {
  kind: 'principal' | 'run'
  appId: string
  objectId: string
  tenantId: string
  audience: string
  /** Of a run token only: the run, and the workspace (ARM id) that it may touch. */
  runId?: string
  scope?: string
}

export const principalsOf = (store: Store): Collection<Principal> => store.collection<Principal>('principals')

/** @throws 403 AuthorizationFailed, naming action and scope, when no role of the caller permits it. */
export function authorize(store: Store, caller: Caller, action: string, scope: string): void {
  if (caller.kind === 'run' && isBelow(scope, caller.scope ?? '/none')) return
  const roles = principalsOf(store).get(caller.appId)?.roles ?? []
  const allowed = roles.some(({ role, scope: held }) => isBelow(scope, held) && permits(role, action))
  if (!allowed) throw authorizationFailed(caller, action, scope)
}

/** Whether a role of the caller permits this data action, such as reading a blob. */
export function maySeeData(store: Store, caller: Caller, dataAction: string, scope: string): boolean {
  const roles = principalsOf(store).get(caller.appId)?.roles ?? []
  return roles.some(({ role, scope: held }) => isBelow(scope, held) && permitsData(role, dataAction))
}

const isBelow = (scope: string, held: string): boolean =>
  armKey(scope) === armKey(held) || armKey(scope).startsWith(armKey(held) + '/')
