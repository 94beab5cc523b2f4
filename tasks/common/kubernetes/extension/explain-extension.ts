import { TaskError } from '../../errors.ts'
import { adviceInWords } from '../../serving-errors/find-advice.ts'
import { nameOf } from '../cluster/aks-cluster.ts'
import type { ExtensionSpec } from './extension-spec.ts'
import { settingOf, type ClusterExtension, type ExtensionStatus } from './extension.ts'

/** What Azure says of a failed extension: its error, then its statuses but those that only inform. */
export function reasonsOf({ properties }: ClusterExtension): string[] {
  const { errorInfo, statuses } = properties
  const told = [
    errorInfo?.message && [errorInfo.code, errorInfo.message],
    ...(statuses ?? []).filter(isTelling).map(({ code, message }) => [code, message]),
  ]
  const lines = told.flatMap(words => (words ? [words.filter(Boolean).join(': ')] : []))
  return [...new Set(lines)]
}

const isTelling = ({ level, message }: ExtensionStatus): boolean =>
  Boolean(message) && level?.toLowerCase() !== 'information'

/** @param remedy how to go on, after what is known of the reasons */
export function failedExtension(clusterId: string, extension: ClusterExtension, remedy: string): TaskError {
  const { provisioningState = 'Unknown' } = extension.properties
  const reasons = reasonsOf(extension).join(' ') || 'Azure gives no reason.'
  const known = adviceInWords(reasons)
  return new TaskError(
    `The AzureML extension on AKS cluster ${nameOf(clusterId)} is ${provisioningState}. ${reasons}`,
    known ? { cause: known.cause, remedy: `${known.remedy}\n${remedy}` } : { remedy },
  )
}

/** @throws TaskError for an extension that was installed without inference, unless that is what is asked for */
export function checkServes(clusterId: string, extension: ClusterExtension, spec: ExtensionSpec): void {
  if (isOn(settingOf(extension, SERVING)) || !isOn(askedSetting(spec, SERVING))) return
  throw new TaskError(`The AzureML extension on AKS cluster ${nameOf(clusterId)} does not serve inference.`, {
    cause: 'It was installed with enableInference=False.',
    remedy:
      'Run MLOpsProvisionCompute@1 with whenExists update and enableInference=True in extensionSettings, or with enableInference=False there where the cluster is to run jobs only.',
  })
}

const SERVING = 'enableInference'

/** Nobody spoke of it: on. */
const isOn = (setting: string | undefined): boolean =>
  setting === undefined || setting.toLowerCase() === 'true'

const askedSetting = ({ settings }: ExtensionSpec, name: string): string | undefined =>
  Object.entries(settings).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
