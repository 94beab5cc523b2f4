import { TaskError } from '../../errors.ts'
import { adviceInWords } from '../../serving-errors/find-advice.ts'
import { nameOf, type AksCluster } from './aks-cluster.ts'

/** The cluster, where Azure Machine Learning can work on it (attach-Kubernetes prerequisites). @throws TaskError */
export function fitCluster(cluster: AksCluster): AksCluster {
  const { provisioningState, powerState, disableLocalAccounts } = cluster.properties
  if (provisioningState !== 'Succeeded') throw broken(cluster)
  if (powerState?.code === 'Stopped')
    throw unfit(cluster, 'is stopped', `Start it (az aks start${where(cluster)}), then run again.`)
  if (disableLocalAccounts)
    throw unfit(
      cluster,
      'has its local accounts disabled',
      `The AzureML extension needs them: az aks update${where(cluster)} --enable-local-accounts.`,
    )
  if (!cluster.identity?.type || cluster.identity.type === 'None')
    throw unfit(
      cluster,
      'has no managed identity',
      `Update it: az aks update${where(cluster)} --enable-managed-identity.`,
    )
  return cluster
}

function broken(cluster: AksCluster): TaskError {
  const { provisioningState, status } = cluster.properties
  const { code, message } = status?.provisioningError ?? {}
  const reason = [code, message].filter(Boolean).join(': ')
  const remedy = `Have Azure try once more (az aks update${where(cluster)}), or delete it where nothing runs on it; then run again.`
  return new TaskError(`AKS cluster ${cluster.name} is ${provisioningState}. ${reason}`.trim(), {
    remedy,
    ...adviceInWords(reason),
  })
}

const where = ({ id, name }: AksCluster): string =>
  ` --name ${name} --resource-group ${/\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? ''}`

const unfit = ({ id }: AksCluster, what: string, remedy: string): TaskError =>
  new TaskError(`AKS cluster ${nameOf(id)} ${what}.`, { remedy })
