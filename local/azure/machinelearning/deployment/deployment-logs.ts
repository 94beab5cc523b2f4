import type { World } from '../../core/world.ts'
import type { Serving } from '../../execution/serving/serving.ts'
import { bodyCheck } from '../common/body.ts'
import type { DeploymentDocument } from './deployment-document.ts'

const checkLogs = bodyCheck('deployment logs', {
  type: 'object',
  properties: {
    containerType: { enum: ['InferenceServer', 'StorageInitializer', 'ModelDataCollector', null] },
    tail: { type: ['integer', 'null'], minimum: 1 },
  },
})

const usualTail = 1000

/** The end of a container's log below the state of its instance, as one text. */
export function renderLogs(
  world: World,
  serving: Serving,
  deployment: DeploymentDocument,
  body: unknown,
): { content: string } {
  checkLogs(body, world.mfe())
  const { containerType, tail } = (body ?? {}) as { containerType?: string | null; tail?: number | null }
  const running = serving.logOf(deployment.id)
  if (!running)
    return {
      content: `The container of the deployment '${deployment.name}' is not up yet, or its image could not be pulled. Try again later.`,
    }
  const head = [...states(running), '', ...events(deployment, running), '', 'Container logs:']
  const log = containerType === 'StorageInitializer' ? '' : running.log.tail(tail ?? usualTail)
  return { content: [...head, log].join('\n') }
}

type Running = NonNullable<ReturnType<Serving['logOf']>>

const states = ({ ready, restarts }: Running): string[] => [
  'Instance status:',
  'SystemSetup: Succeeded',
  'UserContainerImagePull: Succeeded',
  'ModelDownload: Succeeded',
  `UserContainerStart: ${ready ? 'Succeeded' : restarts > 0 ? 'Failed' : 'InProgress'}`,
]

function events({ systemData }: DeploymentDocument, { image, restarts }: Running): string[] {
  const time = systemData.lastModifiedAt.replaceAll('-', '').replace('T', '-').replace('Z', '')
  const event = (name: string, message: string, type = 'Normal') =>
    `Kind: Pod, Name: ${name}, Type: ${type}, Time: ${time}, Message: ${message}`
  const crashes = event('BackOff', `Back-off restarting failed container, restarts: ${restarts}`, 'Warning')
  return [
    'Container events:',
    event('Pulling', 'Start pulling container image'),
    event('Pulled', `Container image ${image} is pulled`),
    event('Downloaded', 'Models are downloaded successfully or no model need to download'),
    event('Created', 'Created container inference-server'),
    event('Started', 'Started container inference-server'),
    ...(restarts > 0 ? [crashes] : []),
  ]
}
