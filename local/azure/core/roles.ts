/** Azure's built-in roles, as far as this product meets them. */
export type RoleName =
  | 'Owner'
  | 'Contributor'
  | 'Reader'
  | 'Role Based Access Control Administrator'
  | 'AzureML Data Scientist'
  | 'Storage Blob Data Contributor'
  | 'Storage Blob Data Reader'
  | 'Key Vault Secrets Officer'
  | 'Key Vault Secrets User'
  | 'AcrPull'
  | 'AcrPush'
  | 'AcrDelete'
  | 'Container Registry Repository Reader'
  | 'Container Registry Repository Writer'
  | 'Container Registry Repository Contributor'

interface RoleDefinition {
  actions: string[]
  notActions?: string[]
  dataActions?: string[]
}

const ML = 'Microsoft.MachineLearningServices/workspaces'
const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'

const SECRETS = 'Microsoft.KeyVault/vaults/secrets'
const REGISTRY = 'Microsoft.ContainerRegistry/registries'

/** Source: Azure built-in roles reference, fields actions, notActions, dataActions. */
const definitions: Record<RoleName, RoleDefinition> = {
  Owner: { actions: ['*'] },
  Contributor: {
    actions: ['*'],
    notActions: ['Microsoft.Authorization/*/delete', 'Microsoft.Authorization/*/write'],
  },
  Reader: { actions: ['*/read'] },
  'Role Based Access Control Administrator': {
    actions: [
      '*/read',
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Authorization/roleAssignments/delete',
    ],
  },
  'AzureML Data Scientist': {
    actions: [`${ML}/*/read`, `${ML}/*/action`, `${ML}/*/delete`, `${ML}/*/write`, `${ML}/read`],
    notActions: [
      `${ML}/delete`,
      `${ML}/write`,
      `${ML}/computes/*/write`,
      `${ML}/computes/*/delete`,
      `${ML}/computes/write`,
      `${ML}/computes/delete`,
      `${ML}/computes/listKeys/action`,
      `${ML}/listKeys/action`,
    ],
  },
  'Storage Blob Data Contributor': {
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/*'],
    dataActions: [`${BLOBS}/*`],
  },
  'Storage Blob Data Reader': {
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
    dataActions: [`${BLOBS}/read`],
  },
  'Key Vault Secrets Officer': {
    actions: ['Microsoft.KeyVault/vaults/*/read'],
    dataActions: [`${SECRETS}/*`],
  },
  'Key Vault Secrets User': {
    actions: [],
    dataActions: [`${SECRETS}/getSecret/action`, `${SECRETS}/readMetadata/action`],
  },
  AcrPull: { actions: [`${REGISTRY}/pull/read`] },
  AcrPush: { actions: [`${REGISTRY}/pull/read`, `${REGISTRY}/push/write`] },
  AcrDelete: { actions: [`${REGISTRY}/artifacts/delete`] },
  'Container Registry Repository Reader': {
    actions: [],
    dataActions: [`${REGISTRY}/repositories/metadata/read`, `${REGISTRY}/repositories/content/read`],
  },
  'Container Registry Repository Writer': {
    actions: [],
    dataActions: ['metadata/read', 'metadata/write', 'content/read', 'content/write'].map(
      action => `${REGISTRY}/repositories/${action}`,
    ),
  },
  'Container Registry Repository Contributor': {
    actions: [],
    dataActions: ['metadata', 'content'].flatMap(what =>
      ['read', 'write', 'delete'].map(verb => `${REGISTRY}/repositories/${what}/${verb}`),
    ),
  },
}

export const roleNames = Object.keys(definitions) as RoleName[]

export function permits(role: RoleName, action: string): boolean {
  const { actions, notActions = [] } = definitions[role]
  return matchesAny(actions, action) && !matchesAny(notActions, action)
}

export const permitsData = (role: RoleName, action: string): boolean =>
  matchesAny(definitions[role].dataActions ?? [], action)

const matchesAny = (patterns: string[], action: string) => patterns.some(pattern => matches(pattern, action))

/** An Azure action pattern: `*` stands for any text, slashes included. */
function matches(pattern: string, action: string): boolean {
  const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*')
  return new RegExp(`^${source}$`, 'i').test(action)
}
