import { type Caller, authorize, maySeeData } from '../../core/principals.ts'
import { AzureError } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import { registryArmId } from '../login-server.ts'

/** What an access token allows: the claim `access`. */
export interface Access {
  type: 'repository' | 'registry'
  name: string
  actions: string[]
}

/** Reads `repository:name:pull,push` and `registry:catalog:*`; undefined for anything else. */
export function parseScope(scope: string): Access | undefined {
  const [, type, name, actions] = /^(repository|registry):(.+):([\w*,]+)$/.exec(scope) ?? []
  if (!type || !name || !actions) return undefined
  return { type: type as Access['type'], name, actions: actions.split(',') }
}

const REGISTRY = 'Microsoft.ContainerRegistry/registries'

/** Action of a scope -> the permission behind it, by the registry's mode; what is not here is never granted. */
const permissions: Record<string, { legacy: string; abac: string } | undefined> = {
  pull: { legacy: 'pull/read', abac: 'repositories/content/read' },
  push: { legacy: 'push/write', abac: 'repositories/content/write' },
  delete: { legacy: 'artifacts/delete', abac: 'repositories/content/delete' },
  metadata_read: { legacy: 'pull/read', abac: 'repositories/metadata/read' },
  metadata_write: { legacy: 'push/write', abac: 'repositories/metadata/write' },
}

/** What is left of the wish after the caller's roles were looked at; a token without any access is a token too. */
export function grant(world: World, caller: Caller, wishes: Access[]): Access[] {
  return wishes
    .map(wish => ({
      ...wish,
      actions: wish.actions.flatMap(action => grantAction(world, caller, wish, action)),
    }))
    .filter(({ actions }) => actions.length > 0)
}

function grantAction(world: World, caller: Caller, { type }: Access, action: string): string[] {
  if (type === 'registry') return holds(world, caller, 'pull') ? [action] : []
  const asked = action === '*' ? ['pull', 'push'] : [action]
  return asked.filter(one => holds(world, caller, one))
}

/** A registry with repository permissions looks at data actions only: Contributor and AcrPush say nothing there. */
function holds(world: World, caller: Caller, action: string): boolean {
  const permission = permissions[action]
  if (!permission) return false
  const scope = registryArmId(world)
  return world.config.roleAssignmentMode === 'AbacRepositoryPermissions'
    ? maySeeData(world.store, caller, `${REGISTRY}/${permission.abac}`, scope)
    : mayAct(world, caller, `${REGISTRY}/${permission.legacy}`, scope)
}

function mayAct({ store }: World, caller: Caller, action: string, scope: string): boolean {
  try {
    authorize(store, caller, action, scope)
    return true
  } catch (error) {
    if (error instanceof AzureError) return false
    throw error
  }
}
