import type { AzurePlugin } from '../core/world.ts'

export const resourceManager: AzurePlugin = { name: 'resource-manager', register() {} }
