import type { ArmCall } from '../../core/arm-routes.ts'
import { WORKSPACE, armRoute } from '../../core/arm-routes.ts'
import { mfeValidation } from '../../core/mfe-errors.ts'
import type { Servers, World } from '../../core/world.ts'
import { type AssetKind, registerAssets } from '../assets/asset-routes.ts'
import type { AssetVersion } from '../assets/asset-version.ts'
import { refuseChange } from '../assets/immutable.ts'
import { bodyCheck, optional, withDefaults } from '../common/body.ts'
import { startPendingUpload } from './pending-upload.ts'

const checkBody = bodyCheck('code version', {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      properties: {
        codeUri: optional.string,
        description: optional.string,
        isAnonymous: optional.boolean,
        isArchived: optional.boolean,
        properties: optional.stringMap,
        tags: optional.stringMap,
      },
    },
  },
})

const defaults = { description: null, tags: {}, properties: {}, isArchived: false, isAnonymous: false }

/** Snapshots of source code: immutable, found again by their content's hash. */
export function registerCode(world: World, servers: Servers): void {
  const kind: AssetKind = {
    segment: 'codes',
    noun: 'Code',
    accept(call, existing) {
      const properties = checkBody(call.body, world.mfe())
      refuseChange(world, existing, properties, ['codeUri'])
      refuseForeignUri(world, properties['codeUri'])
      return {
        ...withDefaults(defaults, properties),
        provisioningState: 'Succeeded',
      }
    },
    list: (call, all) => findByHash(call, all),
  }
  registerAssets(world, servers, kind)
  armRoute(world, servers, {
    method: 'POST',
    path: `${WORKSPACE}/codes/:name/versions/:version/startPendingUpload`,
    action: 'Microsoft.MachineLearningServices/workspaces/codes/versions/write',
    handle: call => startPendingUpload(world, call),
  })
}

/** With a hash the list answers versions of that content, whatever name the path has. */
function findByHash({ query }: ArmCall, all: AssetVersion[]): AssetVersion[] | undefined {
  const { hash, hashVersion } = query
  if (hash === undefined) return undefined
  return all.filter(({ properties }) => {
    const own = (properties['properties'] ?? {}) as Record<string, unknown>
    return own['hash_sha256'] === hash && (hashVersion === undefined || own['hash_version'] === hashVersion)
  })
}

function refuseForeignUri(world: World, uri: unknown): void {
  if (typeof uri === 'string' && world.blobs.locate(uri)) return
  throw mfeValidation(
    `The codeUri '${String(uri)}' is not a folder in the workspace's storage account '${world.blobs.account}'.`,
    world.mfe(),
  )
}
