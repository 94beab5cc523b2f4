import type { World } from '../../core/world.ts'
import type { Fields } from '../../machinelearning/common/body.ts'
import type { SystemData } from '../../machinelearning/common/system-data.ts'

export const azureMlExtensionType = 'Microsoft.AzureML.Kubernetes'

/** A cluster extension as stored. */
export interface ExtensionDocument {
  /** ARM id, below its cluster's. */
  id: string
  name: string
  extensionType: string
  identity: Fields | null
  autoUpgradeMinorVersion: boolean
  releaseTrain: string
  version: string | null
  scope: Fields | null
  /** All values are text, as Helm takes them. */
  configurationSettings: Record<string, string>
  /** Names only: values are never given back. */
  protectedSettings: string[]
  provisioningState: 'Creating' | 'Updating' | 'Deleting' | 'Succeeded' | 'Failed'
  errorInfo: { code: string; message: string } | null
  /** What the service's agent in the cluster last told; empty while all is well. */
  statuses: ExtensionStatus[]
  systemData: SystemData
}

export interface ExtensionStatus {
  code: string
  displayStatus: string
  level: 'Error' | 'Warning' | 'Information'
  message: string
  time: string
}

export const extensionsOf = (world: World) => world.store.collection<ExtensionDocument>('clusterExtensions')

/** Newest version of the extension that Microsoft's release notes name. */
const currentVersion = '1.1.39'

export function renderExtension(extension: ExtensionDocument): object {
  const installed = extension.provisioningState === 'Succeeded'
  return {
    id: extension.id,
    name: extension.name,
    type: 'Microsoft.KubernetesConfiguration/extensions',
    identity: extension.identity,
    systemData: extension.systemData,
    properties: {
      extensionType: extension.extensionType,
      autoUpgradeMinorVersion: extension.autoUpgradeMinorVersion,
      releaseTrain: extension.releaseTrain,
      version: extension.version,
      currentVersion: installed ? (extension.version ?? currentVersion) : null,
      scope: extension.scope,
      configurationSettings: extension.configurationSettings,
      configurationProtectedSettings: Object.fromEntries(extension.protectedSettings.map(name => [name, ''])),
      installState: installed ? 'Installed' : 'Unknown',
      provisioningState: extension.provisioningState,
      statuses: extension.statuses,
      errorInfo: extension.errorInfo,
      aksAssignedIdentity: null,
      isSystemExtension: false,
    },
  }
}

/** A setting of the extension, whose names and values are compared without regard to case. */
export function settingOf({ configurationSettings }: ExtensionDocument, name: string): string | undefined {
  const found = Object.entries(configurationSettings).find(
    ([key]) => key.toLowerCase() === name.toLowerCase(),
  )
  return found?.[1].toLowerCase()
}

/** The AzureML extension of a cluster, in whatever state it is. */
export const azureMlExtension = (world: World, clusterId: string): ExtensionDocument | undefined =>
  extensionsOf(world)
    .listUnder(clusterId)
    .find(({ extensionType }) => extensionType.toLowerCase() === azureMlExtensionType.toLowerCase())
