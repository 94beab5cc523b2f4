import type { World } from '../../../core/world.ts'
import type { DeploymentDocument } from '../../../machinelearning/deployment/deployment-document.ts'
import { containerOf } from '../../../resource-manager/datastores.ts'
import { newGuid } from '../../../core/ids.ts'
import { resolveUri } from '../../../run-history/resolve-uri.ts'

/** A row of collected data: attributes of a CloudEvent beside those that every row has. */
export interface CollectedRow {
  collection: string
  data: unknown
  time: Date
  attributes: Record<string, string>
  /** Bytes of the data as it was sent. */
  size: number
}

/** Writes what one instance of a deployment collects; rows keep their order. */
export interface CollectionWriter {
  write(row: CollectedRow): void
  flush(): Promise<void>
}

/** Appends to `yyyy/MM/dd/HH/{instance}.jsonl` in the folder of the collection's data asset. */
export function createCollectionWriter(world: World, deployment: DeploymentDocument): CollectionWriter {
  const instance = newGuid()
  let pending: Promise<void> = Promise.resolve()
  return {
    write(row) {
      const { container, path } = placeOf(world, deployment, row.collection)
      const blob = `${path}/${dateFolder(deployment, row)}/${instance}.jsonl`
      const line = JSON.stringify(toCloudEvent(deployment, row)) + '\n'
      pending = pending
        .then(() => world.blobs.append(container, blob, line))
        .catch((error: unknown) => console.error('Collected data is lost:', error))
    },
    flush: () => pending,
  }
}

const datePart = { Year: 4, Month: 7, Day: 10, Hour: 13, Minute: 16 } as const

/** Where the data asset of a collection says; without one `modelDataCollector/{endpoint}/{deployment}/{collection}`. */
function placeOf(
  world: World,
  { endpointName, name, properties }: DeploymentDocument,
  collection: string,
): { container: string; path: string } {
  const asset = properties.dataCollector?.collections[collection]?.dataId
  const named = asset ? resolveUri(world, asset) : undefined
  if (named) return { container: named.container, path: named.path.replace(/\/+$/, '') }
  const container = containerOf(world, 'workspaceblobstore') ?? ''
  return { container, path: `modelDataCollector/${endpointName}/${name}/${collection}` }
}

function dateFolder({ properties }: DeploymentDocument, { time }: CollectedRow): string {
  const rate = (properties.dataCollector?.rollingRate ?? 'Hour') as keyof typeof datePart
  return time.toISOString().slice(0, datePart[rate]).replace(/[-T:]/g, '/')
}

const toCloudEvent = (
  deployment: DeploymentDocument,
  { collection, data, time, attributes, size }: CollectedRow,
) => ({
  specversion: '1.0',
  id: newGuid(),
  source: deployment.id,
  type: `azureml.inference.${collection}`,
  datacontenttype: 'application/json',
  time: time.toISOString().replace(/\.\d{3}Z$/, 'Z'),
  data,
  contentrange: `bytes 0-${Math.max(0, size - 1)}/${size}`,
  ...attributes,
})
