import type { Servers, World } from '../../core/world.ts'
import { registerAssets } from '../assets/asset-routes.ts'
import { refuseChange } from '../assets/immutable.ts'
import { bodyCheck, optional, withDefaults, word } from '../common/body.ts'

const checkBody = bodyCheck('data version', {
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      required: ['dataType', 'dataUri'],
      properties: {
        dataType: { enum: ['uri_file', 'uri_folder', 'mltable'] },
        dataUri: word,
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

/** Data assets: a name and a version for a place. The place is looked at when a job reads it, not before. */
export function registerData(world: World, servers: Servers): void {
  registerAssets(world, servers, {
    segment: 'data',
    noun: 'Data',
    accept(call, existing) {
      const properties = checkBody(call.body, world.mfe())
      refuseChange(world, existing, properties, ['dataUri', 'dataType'])
      return { ...withDefaults(defaults, properties), intellectualProperty: null, stage: null }
    },
  })
}
