import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import type { Item } from '../plan/item.ts'
import { readCompute } from '../read/read-computes.ts'
import { readEndpoint } from '../read/read-endpoints.ts'
import { readUsers } from '../read/read-users.ts'
import { computeReference } from '../read/references.ts'
import { readTags } from '../read/registry-lists.ts'

/** Why a thing must stay after all; undefined where it may go. */
export type Objection = string | undefined

/**
 * Looks at one thing once more, just before it goes: at what can come into use by itself. An asset comes into use only
 * through something else, which is seen when the whole plan is made again.
 */
export async function lookAgain(
  workspace: Workspace,
  registry: Registry | undefined,
  item: Item,
): Promise<Objection> {
  switch (item.kind) {
    case 'deployment':
      return objectionToDeployment(workspace, item)
    case 'endpoint':
      return objectionToEndpoint(workspace, item)
    case 'compute':
      return objectionToCompute(workspace, item)
    case 'image':
      return registry && objectionToImage(registry, item)
    default:
      return undefined
  }
}

async function objectionToDeployment(workspace: Workspace, item: Item): Promise<Objection> {
  const found = await readEndpoint(workspace, item.group ?? '')
  const now = found.find(({ id }) => id === item.id)
  if (now?.inUse !== undefined) return `now it ${now.inUse}`
  return now && now.since > item.since ? 'it was changed since the plan was made' : undefined
}

async function objectionToEndpoint(workspace: Workspace, item: Item): Promise<Objection> {
  const found = await readEndpoint(workspace, item.name)
  const deployment = found.find(({ kind }) => kind === 'deployment')
  if (deployment) return `now it has the deployment ${deployment.name}`
  const inUse = found.find(({ id }) => id === item.id)?.inUse
  return inUse === undefined ? undefined : `now it ${inUse}`
}

async function objectionToCompute(workspace: Workspace, item: Item): Promise<Objection> {
  const { lastJobs, users } = await readUsers(workspace, Infinity)
  const own = computeReference(item.name)
  const user = users.find(({ refersTo }) => refersTo.includes(own))
  if (user) return `now ${user.name} needs it`
  const now = await readCompute(workspace, item.name, lastJobs)
  if (now?.inUse !== undefined) return `now it ${now.inUse}`
  return now && now.since > item.since ? 'it was used since the plan was made' : undefined
}

/** With a manifest go all its tags: also one that was moved onto it meanwhile. */
async function objectionToImage(registry: Registry, item: Item): Promise<Objection> {
  const now = await readTags(registry, item.resource)
  if (!now) return undefined
  if (now.isLocked) return 'now it is locked'
  const fresh = now.tags.find(tag => !(item.imageTags ?? []).includes(tag))
  return fresh === undefined ? undefined : `now it has the tag ${fresh}`
}
