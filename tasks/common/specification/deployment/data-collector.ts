import { listOf, mapOf } from '../schema/collections.ts'
import { ignored, required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked, worded } from '../schema/refine.ts'
import { boolean, choice, number, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'

const folder = worded(
  'a folder of a datastore (azureml://datastores/NAME/paths/...)',
  checked(text, (value, at) => {
    if (!/^azureml:\/\//.test(value))
      at.reject(`"${value}" is no folder of a datastore; write azureml://datastores/NAME/paths/...`)
  }),
)

/** The data asset under which a collection is found. */
const dataAsset = object('the data asset of a collection', {
  name: text,
  version: text,
  path: folder,
  data_id: ignored('the id is made of the name and the version.'),
})

const collection = object('a collection', {
  enabled: required(boolean),
  data: dataAsset,
  client_id: text,
})

/** What is kept of requests and answers. One sampling rate holds for all collections. */
export const dataCollector = object('a data collector', {
  collections: required(mapOf(collection)),
  rolling_rate: choice(['minute', 'hour', 'day']),
  sampling_rate: number({ min: 0, max: 1 }),
  request_logging: object('the logging of requests', { capture_headers: listOf(text) }),
})
export type DataCollector = Read<typeof dataCollector>
