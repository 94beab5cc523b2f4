import { asAzureError } from '../../azure/attempt.ts'
import { TaskError } from '../../errors.ts'
import { nameOf, type AksCluster } from './aks-cluster.ts'

interface Advice {
  readonly cause: string
  readonly remedy: string
}

/** By the container service's codes; what it says beside them changes with each version. */
const KNOWN: readonly (readonly [words: RegExp, advice: Advice])[] = [
  [
    /vcpu ?quota/i,
    {
      cause: 'The subscription has not enough vCPUs left in this region for the nodes asked for.',
      remedy:
        'Ask for more (https://aka.ms/aks/quotas), lower nodeCount or the autoscaler, or take another nodeSize or location.',
    },
  ],
  [
    /VMSizeNotSupported|SkuNotAvailable|VM size of .* is not allowed/i,
    {
      cause: 'The region does not give machines of this size to this subscription now.',
      remedy: 'Take another nodeSize or location (az vm list-skus --location REGION tells what there is).',
    },
  ],
  [
    /AvailabilityZone/i,
    {
      cause: 'The size is not offered in these zones of the region.',
      remedy: 'Correct availabilityZones, or leave it blank so that Azure chooses.',
    },
  ],
  [
    /RequestDisallowedByPolicy|RequestDisallowedByAzure/i,
    {
      cause: 'A policy of the organisation forbids a cluster like this.',
      remedy:
        'Read in the message which one; ask its owner, or give the inputs that it demands (tags, location, privateCluster).',
    },
  ],
  [
    /MissingSubscriptionRegistration|not registered/i,
    {
      cause: 'The subscription does not use the container service yet.',
      remedy:
        'Register it once: az provider register --namespace Microsoft.ContainerService, and Microsoft.KubernetesConfiguration as well.',
    },
  ],
]

/** A refused or failed creation with what is known of its code; any other error as it is. */
export function explainCreation(error: unknown): unknown {
  const refusal = error instanceof TaskError ? asAzureError(error.cause) : undefined
  if (!(error instanceof TaskError) || !refusal) return error
  const advice = adviceFor(`${refusal.code} ${refusal.serviceMessage}`)
  return advice ? new TaskError(error.message, { ...advice, error: error.cause }) : error
}

const adviceFor = (words: string): Advice | undefined => KNOWN.find(([pattern]) => pattern.test(words))?.[1]

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
    ...adviceFor(reason),
  })
}

const where = ({ id, name }: AksCluster): string =>
  ` --name ${name} --resource-group ${/\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? ''}`

const unfit = ({ id }: AksCluster, what: string, remedy: string): TaskError =>
  new TaskError(`AKS cluster ${nameOf(id)} ${what}.`, { remedy })
