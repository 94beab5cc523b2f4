import type { AzurePlugin } from '../core/world.ts'
import { registerAssignments } from './assignment-routes.ts'

/** Microsoft.Authorization, as far as roles are assigned. */
export const authorization: AzurePlugin = {
  name: 'authorization',
  register: registerAssignments,
}
