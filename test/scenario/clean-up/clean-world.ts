import { setMaxListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import type { RunningAzure } from '../../../local/azure/api.ts'
import { startAzure } from '../../../local/azure/api.ts'
import { layoutOf } from '../../../local/azure/registry/layout/layout.ts'
import type { AssetVersion } from '../../../local/azure/machinelearning/assets/asset-version.ts'
import { assetName } from '../../../local/azure/machinelearning/assets/asset-version.ts'
import { cleanUp } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/clean-up.ts'
import type { CleanUpInputs } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/inputs.ts'
import { KINDS } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { hostOn } from '../../contract/tasks/library-over-azure.ts'
import type { FakeHost } from '../../support/fake-host.ts'
import { TestFolder } from '../../support/folder.ts'
import { layoutFiles, type SeededImage } from './image-layout.ts'

/** A local Azure with images in its registry from the start, and runs of the clean-up task against it. */
export interface CleanWorld {
  readonly azure: RunningAzure
  run(changes?: Partial<CleanUpInputs>, course?: Course): Promise<Run>
  /** `chd:12`, by segment, as they are in the store; without environments that belong to Azure. */
  versions(segment: string): string[]
  tags(repository: string): string[]
  holds(repository: string, digest: string): boolean
  /** `METHOD server` and path of what the task sent since the last call, without reads and sign-in. */
  writes(): string[]
  close(): Promise<void>
}

/** What happens while the task runs. */
export interface Course {
  /** The pipeline is cancelled when so many were deleted. */
  readonly cancelAfter?: number
  /** Told each line of the log as it is printed. */
  readonly onLine?: (line: string) => void
}

export interface Run {
  readonly host: FakeHost
  readonly planned: number
  readonly deleted: number
  /** Undefined where the task succeeded. */
  readonly error: Error | undefined
}

export async function startCleanWorld(images: readonly SeededImage[]): Promise<CleanWorld> {
  const folder = new TestFolder()
  folder.write(layoutFiles(images))
  const har = folder.at('traffic.har')
  const azure = await startAzure({ stateDirectory: folder.path, har })
  let seen = 0
  return {
    azure,
    run: (changes, course) => runOn(azure, changes, course),
    versions: segment =>
      azure.world.store
        .collection<AssetVersion>(segment)
        .list()
        .map(version => `${assetName(version)}:${version.name}`)
        .filter(name => !name.startsWith('AzureML-')),
    tags: repository => layoutOf(azure.world).index.tags(repository),
    holds: (repository, digest) => layoutOf(azure.world).index.find(repository, digest) !== undefined,
    writes() {
      const { log } = JSON.parse(readFileSync(har, 'utf8')) as Har
      const fresh = log.entries.slice(seen)
      seen = log.entries.length
      return fresh
        .filter(({ request }) => !['GET', 'HEAD'].includes(request.method) && !/oauth2/.test(request.url))
        .map(({ request, _server }) => `${request.method} ${_server} ${new URL(request.url).pathname}`)
    },
    async close() {
      await azure.close()
      folder.remove()
    },
  }
}

interface Har {
  readonly log: { readonly entries: readonly HarEntry[] }
}

interface HarEntry {
  readonly request: { readonly method: string; readonly url: string }
  readonly _server: string
}

async function runOn(
  { description }: RunningAzure,
  changes: Partial<CleanUpInputs> = {},
  { cancelAfter = Infinity, onLine }: Course = {},
): Promise<Run> {
  const cancellation = new AbortController()
  setMaxListeners(0, cancellation.signal) // as that of the agent's host
  const host = hostOn(description, { signal: cancellation.signal })
  host.log.info = line => {
    host.log.lines.push(line)
    onLine?.(line)
    if (host.log.lines.filter(one => one.startsWith('Deleted ')).length < cancelAfter) return
    for (const compensation of host.compensations) void compensation.run(new AbortController().signal)
    cancellation.abort()
  }
  const inputs: CleanUpInputs = {
    azureSubscription: 'azure',
    resourceGroup: description.resourceGroup,
    workspaceName: description.workspace,
    validateOnly: false,
    kinds: new Set(KINDS),
    olderThanInDays: 60,
    keep: 5,
    tagFilter: {},
    repositories: [],
    azureContainerRegistry: undefined,
    dryRun: false,
    ...changes,
  }
  const error = await cleanUp(inputs, host).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  )
  const count = (name: string): number => Number(host.outputValues[name] ?? NaN)
  return { host, error, planned: count('plannedCount'), deleted: count('deletedCount') }
}
