import { type Caller, maySeeData } from '../../core/principals.ts'
import type { World } from '../../core/world.ts'
import { REGISTRY_TYPE } from '../resource/registry-route.ts'
import type { RegistryDocument } from '../resource/registry-document.ts'
import type { DockerBuildRequest } from './run-request.ts'

/** Versions of the API in which a run can say as whom it reaches the registry. */
const withIdentity = '2025-03-01-preview'

/**
 * Why a registry with repository permissions would not let a run push; undefined where it would. There a build has no
 * access of its own: the request must name an identity, of which `[caller]` is the one that local Azure knows.
 */
export function pushRefusal(
  world: World,
  registry: RegistryDocument,
  { credentials }: DockerBuildRequest,
  { caller, apiVersion }: { caller: Caller; apiVersion: string },
): string | undefined {
  if (world.config.roleAssignmentMode === 'LegacyRegistryPermissions') return undefined
  const identity = apiVersion === withIdentity ? credentials?.sourceRegistry?.identity : undefined
  if (!identity) return 'when specifying push, at least one credential is required'
  if (identity !== '[caller]')
    return `failed to get a token for the identity '${identity}': it is not assigned to the registry`
  const write = `${REGISTRY_TYPE}/repositories/content/write`
  return maySeeData(world.store, caller, write, registry.id)
    ? undefined
    : 'denied: requested access to the resource is denied'
}
