import type { World } from '../core/world.ts'

/** Name of the registry that the workspace is born with, e.g. `crmlops0123456789`. */
export const registryName = ({ settings }: Pick<World, 'settings'>): string =>
  `crmlops${settings.storageAccount.slice(-10)}`

/** ARM id of that registry. */
export function registryArmId({ settings }: Pick<World, 'settings'>): string {
  const group = `/subscriptions/${settings.subscriptionId}/resourceGroups/${settings.resourceGroup}`
  return `${group}/providers/Microsoft.ContainerRegistry/registries/${registryName({ settings })}`
}

/** Host under which images are named, `localhost:PORT`; in Azure `{name}.azurecr.io`. */
export const loginServer = ({ settings }: Pick<World, 'settings'>): string =>
  `localhost:${settings.ports.registry ?? 0}`
