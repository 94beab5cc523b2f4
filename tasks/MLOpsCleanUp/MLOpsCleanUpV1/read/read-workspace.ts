import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import { openRegistry } from '../../../common/registry/open-registry.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import type { CleanUpInputs } from '../inputs.ts'
import type { Policy } from '../plan/item.ts'
import { kindsToRead } from '../plan/kinds-to-read.ts'
import type { ReadOrigins } from '../plan/settle-plan.ts'
import { BuildContexts } from './build-contexts.ts'
import { joined, nothing, type Found } from './found.ts'
import { HiddenAssets } from './hidden-assets.ts'
import { readAssets } from './read-assets.ts'
import { readComputes } from './read-computes.ts'
import { readEndpoints } from './read-endpoints.ts'
import { readImages } from './read-images.ts'
import { readOrigins, readUsers } from './read-users.ts'
import { findRepositories } from './registry-lists.ts'

export interface Inventory extends Found {
  /** Undefined where no images were asked for. */
  readonly registry: Registry | undefined
  readonly readOrigins: ReadOrigins
}

/** All that the policy may touch, and all that may need it. */
export async function readWorkspace(
  workspace: Workspace,
  inputs: CleanUpInputs,
  { kinds, before }: Policy,
): Promise<Inventory> {
  const { log } = workspace.session
  const reading = kindsToRead(kinds)
  log.info(`Reading workspace ${workspace.name}: jobs, schedules and ${[...reading].join(', ')}.`)
  const { lastJobs, ...users } = await readUsers(workspace, before)
  const services = reading.has('deployment') || reading.has('endpoint')
  const endpoints = services ? await readEndpoints(workspace) : nothing
  const contexts = kinds.has('image') ? new BuildContexts(workspace) : undefined
  const assets = await readAssets(workspace, reading, contexts)
  const computes = reading.has('compute') ? await readComputes(workspace, lastJobs) : nothing
  const registry = kinds.has('image')
    ? await openRegistry(workspace, inputs.azureContainerRegistry)
    : undefined
  const images = registry
    ? await readImages(registry, await findRepositories(registry, inputs.repositories), before)
    : nothing
  const found = joined([users, endpoints, assets, computes, images])
  const hidden = new HiddenAssets(workspace, reading, found.items, contexts)
  return {
    items: await hidden.through(found.items),
    users: await hidden.through(found.users),
    registry,
    readOrigins: async models => hidden.through(await readOrigins(workspace, models)),
  }
}
