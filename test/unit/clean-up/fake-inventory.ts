import type { CleanUpInputs } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/inputs.ts'
import { KINDS, type Kind, type Policy } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import {
  readWorkspace,
  type Inventory,
} from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/read/read-workspace.ts'
import { WORKSPACE_ID, fakeAzure, type FakeAzure } from '../../support/fake-azure.ts'
import { failure } from '../../support/fake-wire.ts'
import { answerRegistry, answerRegistryTokens } from '../../support/fake-registry.ts'

export const OLD = '2024-01-01T00:00:00Z'

/** A workspace in memory in which every list is empty until a test says otherwise. */
export function emptyWorkspace(): FakeAzure {
  const azure = fakeAzure()
  answerRegistry(azure.wire)
  answerRegistryTokens(azure.wire)
  for (const list of [
    'jobs',
    'schedules',
    'onlineEndpoints',
    'batchEndpoints',
    'serverlessEndpoints',
    'models',
    'components',
    'environments',
  ])
    listOf(azure, list, [])
  for (const list of ['codes', 'computes']) listOf(azure, list, [])
  azure.wire.on('GET', /\/versions\/[^/?]+\?/, failure(404, 'UserError', 'Not found.'))
  return azure
}

export const listOf = ({ wire }: FakeAzure, path: string, value: readonly object[]): unknown =>
  wire.on('GET', new RegExp(`^management\\.example/.*/ws-mlops/${path}\\?`), { body: { value } })

/** A resource below the workspace, by the path of its list. */
export const resource = (path: string, name: string, properties: object = {}, more: object = {}): object => ({
  id: `${WORKSPACE_ID}/${path}/${name}`,
  name,
  properties,
  systemData: { createdAt: OLD },
  ...more,
})

export async function inventoryOf(
  azure: FakeAzure,
  kinds: readonly Kind[] = KINDS.filter(kind => kind !== 'image'),
  repositories: readonly string[] = [],
): Promise<Inventory> {
  const policy: Policy = { kinds: new Set(kinds), keep: 0, tags: {}, before: Date.UTC(2025, 0, 1) }
  const inputs = {
    repositories,
    azureContainerRegistry: undefined,
  } as Partial<CleanUpInputs> as CleanUpInputs
  return readWorkspace(await azure.workspace(), inputs, policy)
}
