import { PAGES, type ServingError } from './serving-error.ts'

const CLUSTER = ['cluster'] as const
const quota = {
  where: CLUSTER,
  cause: 'The subscription has not enough vCPUs left in this region for the nodes asked for.',
  remedy:
    'Ask for more quota (Azure portal > Quotas > Compute), lower nodeCount or the autoscaler, or take another nodeSize, location or an existing cluster.',
  source: PAGES.clusters,
}
const size = {
  where: CLUSTER,
  cause: 'The subscription cannot have this VM size in this region.',
  remedy: 'Choose another nodeSize or another region: az vm list-skus --location REGION tells what there is.',
  source: PAGES.sizes,
}

/** An AKS cluster that Azure does not make. */
export const CLUSTERS: readonly ServingError[] = [
  { code: 'ErrCode_InsufficientVCPUQuota', ...quota },
  { code: 'InsufficientVCPUQuota', ...quota },
  { code: 'QuotaExceeded', ...quota },
  { code: 'VMSizeNotSupported', ...size },
  { code: 'SkuNotAvailable', ...size },
  { code: 'SKUNotAvailable', ...size },
  {
    code: 'AvailabilityZoneNotSupported',
    where: CLUSTER,
    cause: 'This VM size is not to be had in a zone that was asked for.',
    remedy: 'Correct availabilityZones or leave it blank, or choose another nodeSize.',
    source: PAGES.zones,
  },
  {
    code: 'K8sVersionNotSupported',
    where: CLUSTER,
    cause: 'AKS does not offer this version of Kubernetes in this region any more.',
    remedy: 'Choose a version of az aks get-versions --location REGION, or none for the default.',
    source: PAGES.versions,
  },
  {
    code: 'LocationNotAvailableForResourceType',
    where: CLUSTER,
    cause: 'There is no AKS in a region of this name.',
    remedy: 'Correct location, as westeurope.',
    source: PAGES.clusters,
  },
  {
    code: 'RequestDisallowedByPolicy',
    where: CLUSTER,
    cause: 'A policy of your organisation forbids this resource, its region, its size or its lack of tags.',
    remedy:
      'The message names the policy: meet it (location, nodeSize, tags), or ask its owner for an exemption.',
    source: PAGES.policy,
  },
  {
    code: 'RequestDisallowedByAzure',
    where: CLUSTER,
    cause: 'Azure does not offer this region to the subscription.',
    remedy: 'Choose another location, or ask Azure support for access to the region.',
    source: PAGES.clusters,
  },
  {
    code: 'MissingSubscriptionRegistration',
    where: ['cluster', 'extension'],
    cause: 'The subscription lacks a resource provider.',
    remedy:
      'Register it once: az provider register --namespace Microsoft.ContainerService, and the same for Microsoft.KubernetesConfiguration.',
    source: PAGES.providers,
  },
]
