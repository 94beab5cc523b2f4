import { createHash } from 'node:crypto'
import { newGuid } from '../../core/ids.ts'
import type { World } from '../../core/world.ts'
import { registryArmId } from '../login-server.ts'

/** An hour: an upload that takes longer asks again. */
const UPLOAD_LIFETIME = 3600_000
/** As seen of Azure: a build that takes longer than this needs a second link to its log. */
const LOG_LIFETIME = 75 * 60_000

/** The container in which the registry keeps sources and logs of its builds; clients know it from SAS links only. */
export function buildContainer(world: World): string {
  const hex = createHash('md5').update(registryArmId(world)).digest('hex')
  return `container-${hex}`
}

export const logBlob = (runId: string): string => `logs/${runId}/rawtext.log`

/** A place for one source archive, and a link that allows to write there and nothing else. */
export function newUpload(world: World): { relativePath: string; uploadUrl: string } {
  const minute = world.clock.now().toISOString().replace(/\D/g, '').slice(0, 12)
  const relativePath = `source/${minute}/${newGuid()}.tar.gz`
  return { relativePath, uploadUrl: sas(world, relativePath, 'w', UPLOAD_LIFETIME) }
}

export const logLink = (world: World, runId: string): string => sas(world, logBlob(runId), 'r', LOG_LIFETIME)

const sas = (world: World, blob: string, permissions: string, lifetimeMilliseconds: number): string =>
  world.blobs.sas({ container: buildContainer(world), blob, permissions, lifetimeMilliseconds })
