/** Azure's built-in roles that matter here, with the ids that they have in every tenant. */
export const ROLES = {
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  AcrPush: '8311e382-0749-4cb8-b61a-304f252e45ec',
  'Container Registry Repository Reader': 'b93aa761-3e63-49ed-ac28-beffa264f7ac',
  'Container Registry Repository Writer': '2a1e307c-b015-4ebd-883e-5b7698a07328',
  'Container Registry Repository Contributor': '2efddaa5-3f1f-4df3-97df-af3f13818f4c',
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
} as const

export type RoleName = keyof typeof ROLES

/** What does as well as the role that is granted. */
export const SUFFICIENT: Readonly<Record<NeededRole, readonly RoleName[]>> = {
  AcrPull: ['AcrPull', 'AcrPush', 'Owner', 'Contributor'],
  'Container Registry Repository Reader': [
    'Container Registry Repository Reader',
    'Container Registry Repository Writer',
    'Container Registry Repository Contributor',
  ],
  'Storage Blob Data Contributor': ['Storage Blob Data Contributor', 'Storage Blob Data Owner'],
}

export type NeededRole = 'AcrPull' | 'Container Registry Repository Reader' | 'Storage Blob Data Contributor'
