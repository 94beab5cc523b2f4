import { isDeepStrictEqual } from 'node:util'
import { mfeUserError } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import type { Fields } from '../common/body.ts'
import type { AssetVersion } from './asset-version.ts'

/**
 * A version that exists may change its tags, description and archive state only.
 *
 * @param fields whose values must stay as they are
 * @throws AzureError 400 in the service's words
 */
export function refuseChange(
  world: World,
  existing: AssetVersion | undefined,
  next: Fields,
  fields: string[],
): void {
  const changed =
    existing && fields.some(name => !isDeepStrictEqual(existing.properties[name] ?? null, next[name] ?? null))
  if (changed) throw mfeUserError('Asset paths cannot be updated.', world.mfe())
}
