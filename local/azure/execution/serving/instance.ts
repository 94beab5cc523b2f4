import { rm } from 'node:fs/promises'
import type { DeploymentDocument } from '../../machinelearning/deployment/deployment-document.ts'
import type { Telemetry } from './telemetry/telemetry.ts'
import type { Collection } from './collection/collect.ts'
import type { Container } from './container.ts'
import { milliseconds } from './duration.ts'

/** A deployment's running server, with the requests that it is answering. */
export interface Instance {
  deployment: DeploymentDocument
  collection: Collection
  telemetry: Telemetry
  scoringPath: string
  /** Where it listens while it is ready. */
  port(): number | undefined
  /** Counts a request in; the answer counts it out again. */
  enter(): () => void
  requests(): number
  /** Ends the server when its last request has been answered, or after a request's longest time. */
  end(): Promise<void>
  stopNow(): Promise<void>
}

export interface InstanceParts {
  container: Container
  collection: Collection
  telemetry: Telemetry
  /** Removed when the instance has ended. */
  directory: string
  scoringPath: string
}

export function createInstance(
  deployment: DeploymentDocument,
  { container, collection, telemetry, directory, scoringPath }: InstanceParts,
): Instance {
  let requests = 0
  let onIdle = (): void => {}
  const stopNow = async () => {
    await container.stop()
    await collection.close()
    await rm(directory, { recursive: true, force: true })
  }
  return {
    deployment,
    collection,
    telemetry,
    scoringPath,
    port: () => container.port(),
    requests: () => requests,
    enter() {
      let left = false
      requests += 1
      return () => {
        if (left) return
        left = true
        requests -= 1
        if (requests === 0) onIdle()
      }
    },
    async end() {
      if (requests > 0) await idleOrLate(resolve => (onIdle = resolve), requestTimeout(deployment))
      await stopNow()
    },
    stopNow,
  }
}

/** The service's default, five seconds, where the deployment does not say. */
export const requestTimeout = ({ properties }: DeploymentDocument): number =>
  milliseconds(properties.requestSettings?.requestTimeout ?? 'PT5S') || 5_000

function idleOrLate(listen: (resolve: () => void) => void, longest: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, longest)
    listen(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
