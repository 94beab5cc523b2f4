import type { World } from '../../../core/world.ts'
import type { DeploymentDocument } from '../../../machinelearning/deployment/deployment-document.ts'
import { containerOf } from '../../../resource-manager/datastores.ts'
import { newGuid } from '../../../core/ids.ts'

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

/** Appends to `modelDataCollector/{endpoint}/{deployment}/{collection}/yyyy/MM/dd/HH/{instance}.jsonl`. */
export function createCollectionWriter(world: World, deployment: DeploymentDocument): CollectionWriter {
  const instance = newGuid()
  const container = containerOf(world, 'workspaceblobstore') ?? ''
  let pending: Promise<void> = Promise.resolve()
  return {
    write(row) {
      const blob = `${folderOf(deployment, row)}/${instance}.jsonl`
      const line = JSON.stringify(toCloudEvent(deployment, row)) + '\n'
      pending = pending
        .then(() => world.blobs.append(container, blob, line))
        .catch((error: unknown) => console.error('Collected data is lost:', error))
    },
    flush: () => pending,
  }
}

const datePart = { Year: 4, Month: 7, Day: 10, Hour: 13, Minute: 16 } as const

function folderOf(
  { endpointName, name, properties }: DeploymentDocument,
  { collection, time }: CollectedRow,
) {
  const rate = (properties.dataCollector?.rollingRate ?? 'Hour') as keyof typeof datePart
  const date = time.toISOString().slice(0, datePart[rate]).replace(/[-T:]/g, '/')
  return `modelDataCollector/${endpointName}/${name}/${collection}/${date}`
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
