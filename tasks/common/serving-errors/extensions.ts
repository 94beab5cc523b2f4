import { PAGES, type ServingError } from './serving-error.ts'

const where = ['extension'] as const
const source = `${PAGES.extension}#error-code-of-healthcheck`
const legacy = {
  where,
  cause: 'The cluster still has the inference router of the older AksCompute (v1).',
  remedy:
    'Delete its parts with kubectl: service account, services, deployment and configmap azureml-fe, cluster role azureml-fe-role, secret azuremlfessl. Then run again.',
  source,
}
const internal = {
  where,
  cause: 'The check of the cluster before the installation could not find the inference router.',
  remedy: 'Read kubectl describe configmap arcml-healthcheck -n azureml, then install the extension again.',
  source,
}

/** The AzureML extension of a cluster: codes of its health check, and the one that wraps them. */
export const EXTENSIONS: readonly ServingError[] = [
  {
    code: 'E40001',
    alias: 'LOAD_BALANCER_NOT_SUPPORT',
    where,
    cause: 'The cluster has no load balancer for the inference router.',
    remedy: 'Give it one, or set inferenceRouterServiceType to nodePort or clusterIP.',
    source,
  },
  {
    code: 'E40002',
    alias: 'INSUFFICIENT_NODE',
    where,
    cause: 'A highly available inference router needs three nodes.',
    remedy: 'Give the cluster three nodes, or put inferenceRouterHA=false into extensionSettings.',
    source,
  },
  {
    code: 'E40003',
    alias: 'INTERNAL_LOAD_BALANCER_NOT_SUPPORT',
    where,
    cause: 'Only AKS has an internal load balancer, and only of kind azure.',
    remedy: 'Switch internalLoadBalancer off.',
    source,
  },
  { code: 'E40004', alias: 'AZUREML_FE_DEPLOYMENT_NOT_FOUND', ...internal },
  { code: 'E40005', ...internal },
  { code: 'E40006', ...internal },
  {
    code: 'E40007',
    alias: 'INVALID_SSL_SETTING',
    where,
    cause: 'The TLS key or certificate is not valid, or not for the name given (sslCname).',
    remedy:
      'Correct sslCertPemFile, sslKeyPemFile and sslCname: key and certificate belong together, the file holds the whole chain, server first.',
    source,
  },
  {
    code: 'E45001',
    alias: 'AGENT_UNHEALTHY',
    where,
    cause: 'The agents of the extension on the cluster are not healthy.',
    remedy:
      'Read kubectl get pods -n azureml and kubectl describe configmap arcml-healthcheck -n azureml; nodes need at least 4 vCPUs and 14 GB free.',
    source,
  },
  {
    code: 'E45002',
    alias: 'PROMETHEUS_CONFLICT',
    where,
    cause: 'The cluster has a Prometheus operator already.',
    remedy: 'Put installPromOp=false into extensionSettings.',
    source,
  },
  {
    code: 'E45003',
    alias: 'BAD_NETWORK_CONNECTIVITY',
    where,
    cause: 'The cluster does not reach what the extension needs.',
    remedy:
      'Allow outgoing requests of the cluster to Azure Machine Learning, the container registries and the sign-in hosts.',
    source,
  },
  { code: 'E45004', alias: 'AZUREML_FE_ROLE_CONFLICT', ...legacy },
  { code: 'E45005', alias: 'AZUREML_FE_DEPLOYMENT_CONFLICT', ...legacy },
  {
    code: 'E40000',
    alias: 'UNKNOWN_ERROR',
    where,
    cause: 'The check of the cluster before the installation failed for a reason that it does not know.',
    remedy: 'Read kubectl logs healthcheck -n azureml, and open a support request with it.',
    source,
  },
  {
    code: 'E49999',
    where,
    cause: 'The check of the cluster before the installation failed for a reason that it does not know.',
    remedy: 'Read kubectl logs healthcheck -n azureml, and open a support request with it.',
    source,
  },
  {
    code: 'ExtensionOperationFailed',
    where,
    cause: 'The cluster did not take the AzureML extension, or its pods did not come up.',
    remedy:
      'Read kubectl get events -n azureml and kubectl describe configmap arcml-healthcheck -n azureml; then run again.',
    source: PAGES.extension,
    isVague: true,
  },
]
