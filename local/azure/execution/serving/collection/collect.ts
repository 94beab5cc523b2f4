import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../../core/world.ts'
import type {
  DataCollector,
  DeploymentDocument,
} from '../../../machinelearning/deployment/deployment-document.ts'
import type { AddedVariables } from '../prepare-container.ts'
import { type CollectionWriter, createCollectionWriter } from './collection-writer.ts'
import { listenForCollector } from './collector-listener.ts'

/** Data collection of one running deployment. */
export interface Collection {
  /** What the script's collector package reads. */
  variables: AddedVariables
  /** Keeps a request's or an answer's body where the deployment collects them (collections `request`, `response`). */
  payload(kind: 'request' | 'response', body: string, attributes: Record<string, string>): void
  close(): Promise<void>
}

const none: Collection = { variables: {}, payload() {}, async close() {} }

/** @param directory of the deployment, for the package's configuration */
export async function startCollection(
  world: World,
  deployment: DeploymentDocument,
  directory: string,
): Promise<Collection> {
  const { dataCollector } = deployment.properties
  if (!dataCollector) return none
  const writer = createCollectionWriter(world, deployment)
  const listener = await listenForCollector(writer)
  const file = join(directory, 'data-collector.json')
  await writeFile(file, JSON.stringify(packageConfiguration(dataCollector)))
  return {
    variables: {
      AZUREML_MDC_CONFIG_PATH: file,
      AZUREML_MDC_HOST: '127.0.0.1',
      AZUREML_MDC_PORT: String(listener.port),
    },
    payload(kind, body, attributes) {
      if (isSampled(dataCollector, kind)) writePayload(writer, world.clock.now(), { kind, body, attributes })
    },
    async close() {
      await listener.close()
      await writer.flush()
    },
  }
}

const isEnabled = (mode: string): boolean => mode.toLowerCase() === 'enabled'

const packageConfiguration = ({ collections }: DataCollector) => ({
  runMode: 'cloud',
  collections: Object.fromEntries(
    Object.entries(collections).map(([name, { dataCollectionMode, samplingRate = 1 }]) => [
      name,
      { enabled: isEnabled(dataCollectionMode), sampleRatePercentage: Math.round(samplingRate * 100) },
    ]),
  ),
})

function isSampled({ collections }: DataCollector, kind: string): boolean {
  const collection = collections[kind]
  return (
    collection !== undefined &&
    isEnabled(collection.dataCollectionMode) &&
    Math.random() < (collection.samplingRate ?? 1)
  )
}

interface Payload {
  kind: 'request' | 'response'
  body: string
  attributes: Record<string, string>
}

function writePayload(writer: CollectionWriter, time: Date, { kind, body, attributes }: Payload): void {
  writer.write({ collection: kind, data: parsed(body), time, attributes, size: Buffer.byteLength(body) })
}

/** A body that is no JSON is kept as text. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return body
    throw error
  }
}
