import { findCluster, createCluster } from '../../../../tasks/common/kubernetes/aks-cluster.ts'
import { attachCluster } from '../../../../tasks/common/kubernetes/attach-compute.ts'
import { findExtension, installExtension } from '../../../../tasks/common/kubernetes/extension.ts'
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
import type { Workspace } from '../../../../tasks/common/machinelearning/workspace/workspace.ts'
import { CLUSTER_ID } from '../../../support/fake-serving.ts'

const cluster = { id: CLUSTER_ID, name: 'aks-chd', location: 'westeurope', properties: {} }
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
  'create an AKS cluster': ({ session }) => createCluster(session, CLUSTER_ID, 'westeurope', {}),
  'find the extension': ({ session }) => findExtension(session, cluster),
  'install the extension': ({ session }) => installExtension(session, cluster),
  'attach a cluster': workspace => attachCluster(workspace, 'k8s', CLUSTER_ID),
  'find an endpoint': workspace => findEndpoint(workspace, 'e'),
  'create an endpoint': workspace => createEndpoint(workspace, wanted),
  'change the traffic': workspace => putTraffic(workspace, 'e', { blue: 100 }),
  'ask for traffic': workspace =>
    askForTraffic(workspace, 'e', { blue: 100 }, { signal: workspace.session.signal, when: () => true }),
  'delete an endpoint': workspace => deleteEndpoint(workspace, 'e'),
  'read the key': workspace => readEndpointKey(workspace, endpoint),
  'read a token': workspace =>
    readEndpointKey(workspace, { ...endpoint, properties: { authMode: 'AMLToken' } }),
  'list deployments': workspace => listDeployments(workspace, 'e'),
  'find a deployment': workspace => findDeployment(workspace, 'e', 'blue'),
  'create a deployment': workspace => putDeployment(workspace, 'e', 'blue', {}),
  'delete a deployment': workspace => deleteDeployment(workspace, 'e', 'blue'),
  'read the log of a deployment': workspace => readDeploymentLog(workspace, 'e', 'blue', 10),
}
