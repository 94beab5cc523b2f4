import { newGuid } from '../../../core/ids.ts'
import type { World } from '../../../core/world.ts'
import { keepTelemetry } from '../../../monitor/telemetry-items.ts'
import type { DeploymentDocument } from '../../../machinelearning/deployment/deployment-document.ts'

export interface ServedRequest {
  /** Its `x-request-id`. */
  id: string
  name: string
  status: number
  milliseconds: number
}

/** What one running deployment tells Application Insights. */
export interface Telemetry {
  request(served: ServedRequest): void
  /** A line that the container wrote. */
  trace(line: string): void
}

const none: Telemetry = { request() {}, trace() {} }

/** Requests and the container's lines, by deployment and instance; nothing without `appInsightsEnabled`. */
export function startTelemetry(world: World, deployment: DeploymentDocument): Telemetry {
  if (deployment.properties['appInsightsEnabled'] !== true) return none
  const { endpointName, name } = deployment
  const instance = newGuid()
  const cloud = { roleName: `${endpointName}/${name}`, roleInstance: instance }
  const dimensions = {
    'Workspace Name': world.settings.workspace,
    'Service Name': endpointName,
    'Deployment Name': name,
    'Container Id': instance,
  }
  return {
    request({ id, name: operation, status, milliseconds }) {
      const isGood = status < 400
      keepTelemetry(world, {
        type: 'request',
        customDimensions: { ...dimensions, 'Request Id': id, 'Response Code': String(status) },
        operation: { id, name: operation },
        cloud,
        request: {
          id,
          name: operation,
          success: isGood ? 'True' : 'False',
          duration: milliseconds,
          resultCode: String(status),
        },
      })
    },
    trace(line) {
      if (line.trim() === '') return
      const trace = { message: line, severityLevel: 1 }
      keepTelemetry(world, {
        type: 'trace',
        customDimensions: dimensions,
        operation: { id: '', name: '' },
        cloud,
        trace,
      })
    },
  }
}
