import { existsSync } from 'node:fs'
import { isRemote, localPath } from './local-path.ts'
import { nearest } from '../text/nearest.ts'
import { mapped, worded } from './schema/refine.ts'
import { text } from './schema/scalars.ts'
import type { Schema } from './schema/schema.ts'

/** What an azureml:// address begins with; of others only what is nearly one of these is refused. */
const PLACES = ['datastores', 'subscriptions', 'registries', 'jobs', 'locations']

/** A path of this machine, relative to the file that holds it, or something remote. What is local must be there. */
export const existingPath: Schema<string> = worded(
  'a path relative to this file, or a reference',
  mapped(text, (value, at) => {
    const target = localPath(value, at.file.folder)
    const meant = misspelled(target)
    if (meant !== undefined) {
      at.reject(`${meant.place} is no place in Azure; did you mean ${meant.near}?`)
      return undefined
    }
    if (isRemote(target) || existsSync(target)) return target
    at.reject(`there is no ${target}.`)
    return undefined
  }),
)

function misspelled(target: string): { place: string; near: string } | undefined {
  const [, place = ''] = /^azureml:\/\/([^/$]+)/.exec(target) ?? []
  const near = place === '' || PLACES.includes(place) ? undefined : nearest(place, PLACES)
  return near === undefined ? undefined : { place: `azureml://${place}/...`, near: `azureml://${near}/...` }
}
