import type { Servers, World } from '../../core/world.ts'
import { registerAssets } from '../assets/asset-routes.ts'
import { bodyCheck, optional, withDefaults } from '../common/body.ts'

/** A name becomes a variable and a folder on the node. */
const named = { type: ['object', 'null'], propertyNames: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' } }

const checkBody = bodyCheck('component version', {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      required: ['componentSpec'],
      properties: {
        componentSpec: {
          type: 'object',
          required: ['type'],
          properties: {
            type: { type: 'string' },
            command: optional.string,
            inputs: named,
            outputs: named,
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

const defaults = { description: null, tags: {}, properties: {}, isArchived: false, isAnonymous: false }

/** Components: what a pipeline's nodes run. The same id put again is the same component. */
export function registerComponents(world: World, servers: Servers): void {
  registerAssets(world, servers, {
    segment: 'components',
    noun: 'Component',
    accept(call) {
      const properties = checkBody(call.body, world.mfe())
      const componentSpec = stringifyScalars(properties['componentSpec'])
      return {
        ...withDefaults(defaults, properties),
        componentSpec,
        provisioningState: 'Succeeded',
      }
    },
  })
}

/** The service keeps a component's scalars as text, booleans the way Python prints them: `"True"`, `"10.99"`. */
function stringifyScalars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringifyScalars)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stringifyScalars(inner)]))
  }
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'number' ? String(value) : value
}
