import { TaskError } from '../errors.ts'
import type { Log } from '../host/host.ts'
import type { EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import type { Asked } from './deployment-work.ts'
import type { ServingInputs } from './serving-inputs.ts'

/**
 * Warns where an endpoint that is there has another authMode than was asked for: it keeps the one that it was made with.
 * Throws where it then has no key, and one is to be kept in a vault.
 */
export function checkAuthMode(
  { name, properties: { authMode } }: EndpointResource,
  { endpoint }: Asked,
  { keyVault }: Pick<ServingInputs, 'keyVault'>,
  log: Log,
): void {
  if (authMode.toLowerCase() === endpoint.auth_mode.replace('_', '')) return
  if (keyVault && authMode.toLowerCase() !== 'key') {
    throw new TaskError(`Endpoint ${name} has no key to keep in key vault ${keyVault.keyVaultName}.`, {
      cause: `It was made with authMode ${authMode}, which cannot be changed; its callers bring tokens.`,
      remedy: 'Leave keyVaultName blank, or choose another endpointName.',
    })
  }
  log.warning(`Endpoint ${name} keeps its authMode ${authMode}; it cannot be changed.`)
}
