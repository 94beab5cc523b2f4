import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../core/world.ts'
import { armKey, newHex } from '../../core/ids.ts'
import type { DeploymentDocument } from '../../machinelearning/deployment/deployment-document.ts'
import type { ExecutionServices } from '../services.ts'
import { startCollection } from './collection/collect.ts'
import { type Container, runContainer } from './container.ts'
import type { ContainerLog } from './container-log.ts'
import { type ImageStore, createImageStore } from './image/image-store.ts'
import { type Instance, createInstance } from './instance.ts'
import { startTelemetry } from './telemetry/telemetry.ts'
import { prepareContainer } from './prepare-container.ts'

/** Runs deployments as servers of this machine. */
export interface Serving {
  /** Brings a deployment up; the one that ran until now serves on until the new one is ready, and drains then. */
  deploy(deployment: DeploymentDocument): Promise<void>
  /** Lets requests in flight end, then ends the deployment. */
  remove(id: string): Promise<void>
  /** What serves a deployment now. */
  find(id: string): Instance | undefined
  /** Of the latest attempt to run it, also of one that failed. */
  logOf(id: string): { log: ContainerLog; restarts: number; image: string; ready: boolean } | undefined
  /** Starts what ran when local Azure ended. */
  startAll(): void
  stopAll(): Promise<void>
}

interface Attempt {
  container: Container
  image: string
}

/** What serves, as it was when it came up: a later update may have failed. */
const servedOf = (world: World) => world.store.collection<DeploymentDocument>('servedDeployments')

export class LocalServing implements Serving {
  readonly #world: World
  readonly #services: ExecutionServices & { images: ImageStore }
  readonly #directory: string
  readonly #serving = new Map<string, Instance>()
  readonly #attempts = new Map<string, Attempt>()
  readonly #ending = new Set<Promise<void>>()
  #closing = false

  constructor(world: World, services: ExecutionServices) {
    this.#world = world
    this.#services = { ...services, images: createImageStore(world, join(world.stateDirectory, 'images')) }
    this.#directory = join(world.stateDirectory, 'serving')
  }

  async deploy(deployment: DeploymentDocument): Promise<void> {
    const key = armKey(deployment.id)
    const instance = await this.#bringUp(deployment, key).catch((error: unknown) => {
      // Cut short by local Azure's own end: the operation is taken up again after the restart.
      if (this.#closing) return new Promise<never>(() => {})
      throw error
    })
    const before = this.#serving.get(key)
    this.#serving.set(key, instance)
    servedOf(this.#world).put(deployment.id, deployment)
    if (before) void this.#end(before)
  }

  async remove(id: string): Promise<void> {
    const key = armKey(id)
    const instance = this.#serving.get(key)
    this.#serving.delete(key)
    this.#attempts.delete(key)
    servedOf(this.#world).delete(id)
    if (instance) await this.#end(instance)
  }

  find(id: string): Instance | undefined {
    return this.#serving.get(armKey(id))
  }

  logOf(id: string): ReturnType<Serving['logOf']> {
    const attempt = this.#attempts.get(armKey(id))
    if (!attempt) return undefined
    const { container, image } = attempt
    return {
      image,
      log: container.log,
      restarts: container.restarts(),
      ready: container.port() !== undefined,
    }
  }

  startAll(): void {
    for (const deployment of servedOf(this.#world).list())
      this.deploy(deployment).catch((error: unknown) => {
        console.error(`${deployment.id} does not start:`, error)
      })
  }

  async stopAll(): Promise<void> {
    this.#closing = true
    const attempts = [...this.#attempts.values()].map(({ container }) => container.stop())
    const instances = [...this.#serving.values()].map(one => one.stopNow())
    await Promise.all([...attempts, ...instances, ...this.#ending])
    this.#serving.clear()
    this.#attempts.clear()
    await rm(this.#directory, { recursive: true, force: true })
    this.#closing = false
  }

  async #bringUp(deployment: DeploymentDocument, key: string): Promise<Instance> {
    const directory = join(this.#directory, deployment.endpointName, deployment.name, newHex(8))
    mkdirSync(directory, { recursive: true })
    const collection = await startCollection(this.#world, deployment, directory)
    try {
      const context = { directory, added: collection.variables }
      const { spec, image, scoringPath } = await prepareContainer(
        this.#world,
        this.#services,
        deployment,
        context,
      )
      const telemetry = startTelemetry(this.#world, deployment)
      const container = runContainer(
        { ...spec, onLine: line => telemetry.trace(line) },
        this.#services.watchdog,
      )
      this.#attempts.set(key, { container, image })
      await container.started
      return createInstance(deployment, { container, collection, telemetry, directory, scoringPath })
    } catch (error) {
      await collection.close()
      throw error
    }
  }

  #end(instance: Instance): Promise<void> {
    const done = instance.end().finally(() => this.#ending.delete(done))
    this.#ending.add(done)
    return done
  }
}
