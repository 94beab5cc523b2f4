import type { AzurePlugin } from '../core/world.ts'

/** Azure DevOps: the collection's endpoints that a job calls. */
export const devops: AzurePlugin = { name: 'devops', register() {} }
