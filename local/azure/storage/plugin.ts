import type { AzurePlugin } from '../core/world.ts'

export const storage: AzurePlugin = { name: 'storage', register() {} }
