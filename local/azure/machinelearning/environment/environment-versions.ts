import { mfeValidation } from '../../core/mfe-errors.ts'
import type { Servers, World } from '../../core/world.ts'
import { registerAssets } from '../assets/asset-routes.ts'
import { refuseChange } from '../assets/immutable.ts'
import { type Fields, bodyCheck, optional, withDefaults, word } from '../common/body.ts'
import { seedCurated } from './curated.ts'

/** The published pattern asks for a letter, but Microsoft's own inference images are probed at `/`. */
const route = {
  type: ['object', 'null'],
  required: ['path', 'port'],
  properties: { path: { type: 'string', pattern: '^/' }, port: { type: 'integer' } },
}

const checkBody = bodyCheck('environment version', {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      properties: {
        image: optional.string,
        condaFile: optional.string,
        osType: { enum: ['Linux', 'Windows', 'linux', 'windows', null] },
        autoRebuild: { enum: ['Disabled', 'OnBaseImageUpdate', null] },
        build: {
          type: ['object', 'null'],
          required: ['contextUri'],
          properties: { contextUri: word, dockerfilePath: optional.string },
        },
        inferenceConfig: {
          type: ['object', 'null'],
          properties: {
            livenessRoute: route,
            readinessRoute: route,
            scoringRoute: route,
            startupRoute: route,
          },
        },
        description: optional.string,
        isAnonymous: optional.boolean,
        isArchived: optional.boolean,
        properties: optional.stringMap,
        tags: optional.stringMap,
      },
    },
  },
})

/** Environments: an image, an image with a conda file, or a build context. Stored here, made at a job's first use. */
export function registerEnvironments(world: World, servers: Servers): void {
  registerAssets(world, servers, {
    segment: 'environments',
    noun: 'Environment',
    accept(call, existing) {
      const properties = checkBody(call.body, world.mfe())
      refuseReservedName(world, call.params['name'] ?? '')
      refuseMixture(world, properties)
      refuseChange(world, existing, properties, ['image', 'condaFile', 'build'])
      return {
        ...withDefaults(defaults, properties),
        environmentType: 'UserCreated',
        provisioningState: 'Succeeded',
      }
    },
  })
  const seed = () => seedCurated(world, defaults)
  world.onReady(seed)
  world.onReset(seed)
}

function refuseReservedName(world: World, name: string): void {
  if (!/^(azureml|microsoft)/i.test(name)) return
  throw mfeValidation(
    `The environment name '${name}' is invalid: the prefixes AzureML and Microsoft are reserved.`,
    world.mfe(),
  )
}

const defaults: Fields = {
  description: null,
  tags: {},
  properties: {},
  isArchived: false,
  isAnonymous: false,
  image: null,
  condaFile: null,
  build: null,
  inferenceConfig: null,
  osType: 'Linux',
  autoRebuild: 'Disabled',
  intellectualProperty: null,
  stage: null,
}

function refuseMixture(world: World, { image, build, condaFile }: Fields): void {
  const bad = (why: string) =>
    mfeValidation(`The environment version definition is invalid: ${why}.`, world.mfe())
  if (image && build) throw bad('image and build exclude each other')
  if (!image && !build) throw bad('either image or build is required')
  if (build && condaFile) throw bad('a conda file needs an image, not a build context')
}
