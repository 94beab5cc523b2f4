import { text } from 'node:stream/consumers'
import { attempt, orNotFound } from '../../../common/azure/attempt.ts'
import { isCancelled } from '../../../common/azure/operation-poller.ts'
import { TaskError, messageOf } from '../../../common/errors.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import { outlineOf } from '../../../common/registry/image/dockerfile-outline.ts'
import { openDatastore, type Datastore } from '../../../common/machinelearning/datastore/datastore.ts'
import { referencesOf } from './references.ts'

/** Stands for every image that is looked at: who refers to it may need any of them. */
export const ANY_IMAGE = 'any image'

const WORKSPACE_STORE = 'workspaceblobstore'
const IN_STORE = /^azureml:\/\/(?:[^?]*\/)?datastores\/([^/]+)\/paths\/(.*)$/i

interface Build {
  readonly contextUri: string
  readonly dockerfilePath: string | undefined
}

/**
 * The images that environments with a build context are made from: only their Dockerfiles tell. One that is gone can no
 * longer be built, so it needs nothing; one that cannot be read may need any image.
 */
export class BuildContexts {
  readonly #workspace: Workspace
  readonly #stores = new Map<string, Promise<Datastore>>()
  readonly #known = new Map<string, Promise<string[]>>()

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** @param properties of an environment version */
  async basesOf(name: string, properties: unknown): Promise<readonly string[]> {
    const build = buildOf(properties)
    if (!build) return []
    const key = JSON.stringify(build)
    const bases = this.#known.get(key) ?? this.#read(name, build)
    this.#known.set(key, bases)
    return bases
  }

  async #read(name: string, build: Build): Promise<string[]> {
    try {
      const dockerfile = await attempt(`Reading the Dockerfile of environment ${name}`, () =>
        orNotFound(() => this.#download(build)),
      )
      return dockerfile === undefined ? [] : imagesIn(dockerfile)
    } catch (error) {
      if (isCancelled(error)) throw error
      this.#workspace.session.log.warning(
        `The Dockerfile of environment ${name} could not be read: ${messageOf(error)} Its base may be any image, so no image goes while it stays. The connection needs Storage Blob Data Reader; a context that is not in the workspace's storage cannot be looked into.`,
      )
      return [ANY_IMAGE]
    }
  }

  async #download({ contextUri, dockerfilePath = 'Dockerfile' }: Build): Promise<string> {
    const { container, path } = await this.#place(contextUri)
    const blob = [path.replace(/\/+$/, ''), dockerfilePath.replace(/^\.?\/+/, '')].filter(Boolean).join('/')
    const { signal } = this.#workspace.session
    const { readableStreamBody } = await container
      .getBlobClient(blob)
      .download(0, undefined, { abortSignal: signal })
    return readableStreamBody ? text(readableStreamBody) : ''
  }

  async #place(contextUri: string): Promise<{ container: Datastore['container']; path: string }> {
    const [, store, path = ''] = IN_STORE.exec(contextUri) ?? []
    if (store !== undefined) return { container: (await this.#open(store)).container, path }
    const { container } = await this.#open(WORKSPACE_STORE)
    if (!contextUri.startsWith(`${container.url}/`))
      throw new TaskError(`Its build context ${contextUri.split('?')[0]} is not in the workspace's storage.`)
    return { container, path: decodeURIComponent(contextUri.slice(container.url.length + 1)) }
  }

  #open(name: string): Promise<Datastore> {
    const store = this.#stores.get(name) ?? openDatastore(this.#workspace, name)
    this.#stores.set(name, store)
    return store
  }
}

/** What its stages begin with, and what else it names: a stage may copy out of an image, or mount one. */
const imagesIn = (dockerfile: string): string[] =>
  [...outlineOf(dockerfile).bases, ...dockerfile.split(/[\s=,"']+/)].flatMap(word => referencesOf(word))

function buildOf(properties: unknown): Build | undefined {
  const { build } = (properties ?? {}) as { build?: Partial<Build> | null }
  if (!build?.contextUri) return undefined
  return { contextUri: build.contextUri, dockerfilePath: build.dockerfilePath ?? undefined }
}
