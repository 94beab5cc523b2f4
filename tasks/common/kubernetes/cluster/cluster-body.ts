import { DEFAULT_NODE_SIZE, nodesAtFirst, type ClusterSpec, type PlacedCluster } from './cluster-spec.ts'

/** The body of the PUT that creates a cluster on which Azure Machine Learning can serve. */
export const clusterBody = (
  name: string,
  spec: PlacedCluster,
  tags: Readonly<Record<string, string>>,
): object => ({
  location: spec.location,
  tags,
  identity: spec.identity
    ? { type: 'UserAssigned', userAssignedIdentities: { [spec.identity]: {} } }
    : { type: 'SystemAssigned' },
  sku: { name: 'Base', tier: 'Free' },
  properties: {
    dnsPrefix: dnsPrefixOf(name),
    enableRBAC: true,
    disableLocalAccounts: false,
    agentPoolProfiles: [poolOf(spec)],
    networkProfile: { networkPlugin: 'azure', loadBalancerSku: 'standard' },
    ...(spec.privateCluster && { apiServerAccessProfile: { enablePrivateCluster: true } }),
  },
})

const poolOf = (spec: ClusterSpec): object => ({
  name: 'nodepool1',
  mode: 'System',
  count: nodesAtFirst(spec),
  vmSize: spec.nodeSize ?? DEFAULT_NODE_SIZE,
  osType: 'Linux',
  type: 'VirtualMachineScaleSets',
  ...(spec.zones.length > 0 && { availabilityZones: spec.zones }),
  ...(spec.autoscaler && {
    enableAutoScaling: true,
    minCount: spec.autoscaler.min,
    maxCount: spec.autoscaler.max,
  }),
})

/** At most 54 letters, digits and hyphens, neither first nor last a hyphen. */
const dnsPrefixOf = (name: string): string =>
  name
    .replace(/[^a-zA-Z0-9-]/g, '-')
    .slice(0, 54)
    .replace(/-+$/, '')
