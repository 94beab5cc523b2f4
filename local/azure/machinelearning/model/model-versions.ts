import type { ArmCall } from '../../core/arm-routes.ts'
import { armKey } from '../../core/ids.ts'
import { mfeConflict, mfeUserError } from '../../core/mfe-errors.ts'
import type { Servers, World } from '../../core/world.ts'
import { resolveUri } from '../../run-history/resolve-uri.ts'
import { registerAssets } from '../assets/asset-routes.ts'
import type { AssetVersion } from '../assets/asset-version.ts'
import { refuseChange } from '../assets/immutable.ts'
import { type Fields, bodyCheck, optional, withDefaults } from '../common/body.ts'
import { blobsOf } from '../common/places.ts'
import { longUri } from '../common/uris.ts'

const checkBody = bodyCheck('model version', {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      properties: {
        modelUri: optional.string,
        modelType: { enum: ['custom_model', 'mlflow_model', 'triton_model', null] },
        jobName: optional.string,
        stage: optional.string,
        flavors: optional.object,
        description: optional.string,
        isAnonymous: optional.boolean,
        isArchived: optional.boolean,
        properties: optional.stringMap,
        tags: optional.stringMap,
      },
    },
  },
})

/** The model registry of the workspace. */
export function registerModels(world: World, servers: Servers): void {
  const beingMade = new Set<string>()
  registerAssets(world, servers, {
    segment: 'models',
    noun: 'Model',
    async accept(call, existing) {
      const properties = checkBody(call.body, world.mfe())
      const key = armKey(call.id)
      if (beingMade.has(key)) throw alreadyExists(world, call)
      beingMade.add(key)
      try {
        return await modelProperties(world, properties, existing)
      } finally {
        beingMade.delete(key)
      }
    },
  })
}

async function modelProperties(
  world: World,
  sent: Fields,
  existing: AssetVersion | undefined,
): Promise<Fields> {
  const modelUri = await normalise(world, sent['modelUri'])
  const properties: Fields = { ...withDefaults(defaults, sent), modelUri, provisioningState: 'Succeeded' }
  refuseChange(world, existing, properties, ['modelUri', 'modelType'])
  return properties
}

const defaults: Fields = {
  description: null,
  tags: {},
  properties: {},
  isArchived: false,
  isAnonymous: false,
  modelType: 'custom_model',
  jobName: null,
  flavors: {},
  stage: null,
  autoDeleteSetting: null,
  intellectualProperty: null,
}

/** The long datastore form of whatever form was sent; there must be something. */
async function normalise(world: World, uri: unknown): Promise<string> {
  const place = typeof uri === 'string' ? resolveUri(world, uri) : undefined
  if (!place || (await blobsOf(world, place)).length === 0) {
    throw mfeUserError(
      `The specified modelUri '${String(uri)}' does not exist: no file lies there in the workspace's datastores.`,
      world.mfe(),
      'NotFoundError',
    )
  }
  return longUri(world, place.datastore || 'workspaceblobstore', place.path)
}

const alreadyExists = (world: World, { params }: ArmCall) =>
  mfeConflict(
    `Model version ${params['name']}:${params['version']} already exists.`,
    world.mfe(),
    'ResourceExists',
  )
