import { computeSection as section, endpointsSection, type ServingError } from './serving-error.ts'

const ANYWHERE = ['compute', 'endpoint', 'deployment'] as const

/** The compute by which a workspace knows a cluster, and the cluster behind it. */
export const COMPUTES: readonly ServingError[] = [
  {
    code: 'KubernetesUnaccessible',
    where: ['deployment'],
    cause: 'Azure Machine Learning cannot reach the cluster.',
    remedy:
      'Check that the cluster runs and that its network rules let the extension in. InvalidCertificate means that its certificates were rotated or ran out: rotate them (az aks rotate-certs) and deploy again after about 5 hours.',
    source: endpointsSection('KubernetesUnaccessible'),
  },
  {
    code: 'ClusterServiceNotFound',
    says: 'AzureML extension service not found in cluster',
    where: ANYWHERE,
    cause: 'The AzureML extension is not on the cluster, or nothing runs behind its ingress.',
    remedy:
      'Install it again (MLOpsProvisionCompute@1 does, or aksCluster of this task); if it is there, look at the pods of azureml-ingress-nginx-controller in the namespace azureml.',
    source: section('ClusterServiceNotFound'),
  },
  {
    code: 'ClusterUnauthorized',
    says: 'Request to Kubernetes cluster unauthorized',
    where: ANYWHERE,
    cause: 'The cluster does not let Azure Machine Learning in.',
    remedy:
      'Run again after some minutes: an access token may have run out. Else check that local accounts are enabled on the cluster, and the roles of the identity of the workspace on it.',
    source: section('ClusterUnauthorized'),
  },
  {
    code: 'ClusterNotReachable',
    says: 'The Kubernetes cluster is not reachable',
    where: ANYWHERE,
    cause: 'The cluster does not answer.',
    remedy: 'Start it if it is stopped (az aks start); check its network.',
    source: section('ClusterNotReachable'),
  },
  {
    code: 'ClusterNotFound',
    says: 'Cannot found Kubernetes cluster',
    where: ANYWHERE,
    cause: 'The cluster was deleted.',
    remedy:
      'Detach the compute, and run again with aksCluster and createCluster, or choose another computeName.',
    source: section('ClusterNotFound'),
  },
  {
    code: 'ComputeNotFound',
    says: 'Cannot find Kubernetes compute',
    where: ANYWHERE,
    cause: 'The workspace has no such Kubernetes compute.',
    remedy: 'Check computeName, or give aksCluster to attach one.',
    source: section('ComputeNotFound'),
  },
  {
    code: 'ComputeNotAccessible',
    says: 'The Kubernetes compute is not accessible',
    where: ANYWHERE,
    cause: 'The identity of the workspace has no access to the Kubernetes compute.',
    remedy: 'Grant it its roles on the cluster again, or detach and attach the compute.',
    source: section('ComputeNotAccessible'),
  },
  {
    code: 'InvalidComputeNoKubernetesConfiguration',
    says: 'The compute kubeconfig is invalid',
    where: ANYWHERE,
    cause: 'The compute has no valid Kubernetes configuration.',
    remedy: 'Detach it and attach it again, with the same name and namespace.',
    source: section('InvalidComputeNoKubernetesConfiguration'),
  },
  {
    code: 'InvalidComputeInformation',
    says: 'The compute information is invalid',
    where: ANYWHERE,
    cause: 'The compute is not attached rightly, or the extension was changed after it was attached.',
    remedy: 'Detach it and attach it again, with the same name and namespace.',
    source: section('InvalidComputeInformation'),
  },
  {
    code: 'GenericComputeError',
    says: 'Failed to get compute information',
    where: ANYWHERE,
    cause: 'Azure Machine Learning could not read the Kubernetes compute.',
    remedy:
      'Check that the cluster runs and that the instance types of the compute exist there; else detach the compute and attach it again, with the same name and namespace.',
    source: section('GenericComputeError'),
  },
  {
    code: 'GenericClusterError',
    says: 'Failed to connect to Kubernetes cluster',
    where: ANYWHERE,
    cause: 'Azure Machine Learning could not talk to the cluster.',
    remedy:
      'Check that it runs, that the extension is healthy, and its network: authorized IP ranges must contain those of Azure Machine Learning.',
    source: section('GenericClusterError'),
  },
  {
    code: 'InferencingClientCallFailed',
    where: ['deployment', 'endpoint'],
    cause:
      'The inference service of Azure refused the request, or cannot reach the extension of the cluster.',
    remedy:
      'Where the message names a field, correct the input that it comes from. Else detach the compute and attach it again, with the same name and namespace.',
    source: endpointsSection('InferencingClientCallFailed'),
    isVague: true,
  },
]
