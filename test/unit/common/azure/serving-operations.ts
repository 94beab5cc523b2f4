import { putAttachment } from '../../../../tasks/common/kubernetes/attachment/attach-compute.ts'
import { DEFAULT_ATTACHMENT } from '../../../../tasks/common/kubernetes/attachment/attachment-spec.ts'
import { attachmentsOf, findAttachment } from '../../../../tasks/common/kubernetes/attachment/attachment.ts'
import { clusterNames, findCluster } from '../../../../tasks/common/kubernetes/cluster/aks-cluster.ts'
import { createCluster, putPool, putTags } from '../../../../tasks/common/kubernetes/cluster/write-cluster.ts'
import { DEFAULT_EXTENSION } from '../../../../tasks/common/kubernetes/extension/extension-spec.ts'
import { findExtension } from '../../../../tasks/common/kubernetes/extension/extension.ts'
import {
  installExtension,
  patchExtension,
} from '../../../../tasks/common/kubernetes/extension/write-extension.ts'
import { checkVcpus } from '../../../../tasks/common/kubernetes/region/vcpu-quota.ts'
import { findNodeSize } from '../../../../tasks/common/kubernetes/region/node-sizes.ts'
import { grant, isGranted } from '../../../../tasks/common/kubernetes/roles/role-assignments.ts'
import {
  deleteDeployment,
  findDeployment,
  listDeployments,
  putDeployment,
  readDeploymentLog,
} from '../../../../tasks/common/machinelearning/deployment/deployment-resource.ts'
import { readEndpointKey } from '../../../../tasks/common/machinelearning/endpoint/endpoint-key.ts'
import {
  askForTraffic,
  createEndpoint,
  deleteEndpoint,
  findEndpoint,
  putTraffic,
} from '../../../../tasks/common/machinelearning/endpoint/endpoint-resource.ts'
import { tryToTake } from '../../../../tasks/common/rollout/lock/take-endpoint.ts'
import { azureMonitorMetric } from '../../../../tasks/common/rollout/metric/azure-monitor.ts'
import { insightsQuery } from '../../../../tasks/common/rollout/metric/insights-query.ts'
import type { Workspace } from '../../../../tasks/common/machinelearning/workspace/workspace.ts'
import { CLUSTER_ID } from '../../../support/fake-serving.ts'

const cluster = { id: CLUSTER_ID, name: 'aks-chd', location: 'westeurope', properties: {} }
const deadline = { end: Infinity, minutes: 1 }
const work = { id: CLUSTER_ID, deadline }
const spec = {
  location: 'westeurope',
  nodeSize: undefined,
  nodeCount: undefined,
  autoscaler: undefined,
  zones: [],
  privateCluster: false,
  identity: undefined,
}
const need = { who: 'compute k8s', principalId: 'p', role: 'AcrPull', scope: CLUSTER_ID } as const
const attachment = { name: 'k8s', cluster: CLUSTER_ID, deadline }
const endpoint = { id: 'e', name: 'e', location: 'westeurope', properties: { authMode: 'Key' } }
const wanted = {
  name: 'e',
  location: 'westeurope',
  compute: 'c',
  authMode: 'key',
  description: undefined,
  tags: {},
  properties: {},
} as const

/** Every operation on clusters, endpoints and deployments that sends something. */
export const servingOperations: Record<string, (workspace: Workspace) => Promise<unknown>> = {
  'find an AKS cluster': ({ session }) => findCluster(session, CLUSTER_ID),
  'create an AKS cluster': ({ session }) => createCluster({ session, ...work }, spec, {}),
  'list AKS clusters': ({ session }) => clusterNames(session, CLUSTER_ID),
  'tag an AKS cluster': ({ session }) => putTags({ session, ...work }, {}),
  'scale an agent pool': ({ session }) => putPool({ session, ...work }, { name: 'p', count: 1 }),
  'find the extension': ({ session }) => findExtension(session, cluster),
  'install the extension': ({ session }) =>
    installExtension({ session, cluster, deadline }, DEFAULT_EXTENSION),
  'update the extension': ({ session }) =>
    patchExtension({ session, cluster, deadline }, DEFAULT_EXTENSION, {
      name: 'e',
      properties: {},
    }),
  'attach a cluster': workspace => putAttachment({ workspace, ...attachment }, DEFAULT_ATTACHMENT, {}),
  'find an attached cluster': workspace => findAttachment(workspace, 'k8s'),
  'list attached clusters': workspace => attachmentsOf(workspace, CLUSTER_ID),
  'find a VM size': ({ session }) => findNodeSize(session, 'westeurope', 'Standard_D4s_v5'),
  'read the vCPU quota': ({ session }) => checkVcpus(session, 'westeurope', undefined, 1),
  'read role assignments': ({ session }) => isGranted(session, need),
  'grant a role': ({ session }) => grant(session, need),
  'find an endpoint': workspace => findEndpoint(workspace, 'e'),
  'create an endpoint': workspace => createEndpoint(workspace, wanted),
  'change the traffic': workspace => putTraffic(workspace, 'e', { blue: 100 }),
  'ask for traffic': workspace =>
    askForTraffic(workspace, 'e', { blue: 100 }, { signal: workspace.session.signal, when: () => true }),
  'delete an endpoint': workspace => deleteEndpoint(workspace, 'e'),
  'read the key': workspace => readEndpointKey(workspace, endpoint),
  'read a token': workspace =>
    readEndpointKey(workspace, { ...endpoint, properties: { authMode: 'AMLToken' } }),
  'read a metric': workspace => azureMonitorMetric(workspace, 'e', 'RequestLatency').read(0),
  'ask Application Insights': workspace => insightsQuery(workspace, 'requests').read(0),
  'lock an endpoint': workspace => tryToTake(workspace, 'e', { key: 'k'.repeat(64), title: 'build 1' }),
  'list deployments': workspace => listDeployments(workspace, 'e'),
  'find a deployment': workspace => findDeployment(workspace, 'e', 'blue'),
  'create a deployment': workspace => putDeployment(workspace, 'e', 'blue', {}),
  'delete a deployment': workspace => deleteDeployment(workspace, 'e', 'blue'),
  'read the log of a deployment': workspace => readDeploymentLog(workspace, 'e', 'blue', 10),
}
