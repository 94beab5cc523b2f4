import { machineLearningClient, resourceUrl } from '../azure/resource-manager.ts'
import { attempt } from '../azure/attempt.ts'
import { TaskError } from '../errors.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { Registry } from './registry.ts'

/** The first stable version that tells how a registry grants its repositories. */
const API = '2025-11-01'

interface RegistryResource {
  readonly id: string
  readonly name: string
  readonly properties: {
    readonly loginServer?: string
    readonly provisioningState?: string
    readonly roleAssignmentMode?: string
    readonly publicNetworkAccess?: string
    readonly networkRuleSet?: { readonly defaultAction?: string } | null
  }
}

/**
 * Reads a container registry by its name or ARM id, or that of the workspace where none is named, and lets tokens go to
 * the login server that it tells.
 */
export async function openRegistry(workspace: Workspace, named: string | undefined): Promise<Registry> {
  const resource = await readRegistry(workspace, await idOf(workspace, named))
  const { id, name, properties } = resource
  const { loginServer } = properties
  if (!loginServer) {
    throw new TaskError(`Container registry ${name} tells no login server.`, {
      cause: `It is ${properties.provisioningState ?? 'not ready'}.`,
      remedy: 'Wait until it is created; look at it in the Azure portal.',
    })
  }
  workspace.session.table.allow('Registry', `https://${loginServer}`)
  return {
    workspace,
    id,
    name,
    loginServer,
    isAbac: properties.roleAssignmentMode === 'AbacRepositoryPermissions',
    isPrivate:
      properties.publicNetworkAccess === 'Disabled' || properties.networkRuleSet?.defaultAction === 'Deny',
  }
}

const readRegistry = (workspace: Workspace, id: string): Promise<RegistryResource> =>
  attempt(`Reading container registry ${id.split('/').at(-1) ?? id}`, async () => {
    const url = resourceUrl(workspace.session, id, {}, API)
    return (await workspace.session.door.send<RegistryResource>('ResourceManager', { method: 'GET', url }))
      .body
  })

async function idOf(workspace: Workspace, named: string | undefined): Promise<string> {
  if (named?.startsWith('/')) return named
  const own = await ownRegistry(workspace)
  if (named === undefined) return own ?? noRegistry(workspace)
  if (own?.toLowerCase().endsWith(`/registries/${named.toLowerCase()}`)) return own
  return findByName(workspace, named)
}

/** A workspace made without a registry gets one with its first image build; until then it has none. */
async function ownRegistry({ session, resourceGroup, name }: Workspace): Promise<string | undefined> {
  const workspace = await attempt(`Reading workspace ${name}`, () =>
    machineLearningClient(session).workspaces.get(resourceGroup, name, { abortSignal: session.signal }),
  )
  return workspace.containerRegistry || undefined
}

async function findByName({ session, subscriptionId }: Workspace, name: string): Promise<string> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerRegistry/registries`
  const found: RegistryResource[] = []
  await attempt('Listing the container registries', async () => {
    let url: string | undefined = resourceUrl(session, path, {}, API)
    while (url !== undefined) {
      const { body }: { body: Page } = await session.door.send<Page>('ResourceManager', {
        method: 'GET',
        url,
      })
      found.push(...body.value)
      url = body.nextLink ?? undefined
    }
  })
  const wanted = name.toLowerCase()
  const match = found.find(
    registry =>
      registry.name.toLowerCase() === wanted || registry.properties.loginServer?.toLowerCase() === wanted,
  )
  if (match) return match.id
  throw new TaskError(
    `There is no container registry ${name} in the subscription of the service connection.`,
    {
      cause: `It has: ${found.map(registry => registry.name).join(', ') || 'none that the connection may see'}.`,
      remedy:
        "Correct 'azureContainerRegistry', or give the registry's resource ID where it lies in another subscription.",
    },
  )
}

interface Page {
  readonly value: readonly RegistryResource[]
  readonly nextLink?: string | null
}

function noRegistry({ name }: Workspace): never {
  throw new TaskError(`Workspace ${name} has no container registry yet.`, {
    cause: 'Azure makes one with the first environment that it builds, or takes the one that is set.',
    remedy:
      "Name a registry in 'azureContainerRegistry', or give the workspace one: az ml workspace update --container-registry ID.",
  })
}
