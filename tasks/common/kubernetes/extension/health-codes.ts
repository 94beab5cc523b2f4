export interface Advice {
  readonly cause: string
  readonly remedy: string
}

const CONFLICT =
  'Delete the older router (the v1 AKS deployment azureml-fe) from the cluster, or attach another cluster.'

/**
 * What is known of the reasons for which the AzureML extension does not come up: the health check's codes of
 * troubleshoot-kubernetes-extension, and the words that Helm uses.
 */
const KNOWN: readonly (readonly [words: RegExp, advice: Advice])[] = [
  [
    /E40001|LOAD_BALANCER_NOT_SUPPORT/,
    {
      cause: 'The cluster gives no load balancer to the inference router.',
      remedy: 'Set inferenceRouterServiceType to nodePort or clusterIP.',
    },
  ],
  [
    /E40002|INSUFFICIENT_NODE/,
    {
      cause: 'The inference router wants to be highly available and finds fewer than three nodes.',
      remedy: 'Give the cluster three nodes, or put inferenceRouterHA=false into extensionSettings.',
    },
  ],
  [
    /E40003|INTERNAL_LOAD_BALANCER_NOT_SUPPORT/,
    {
      cause: 'The cluster cannot have an internal load balancer.',
      remedy: 'Switch internalLoadBalancer off.',
    },
  ],
  [
    /E40007|INVALID_SSL_SETTING/,
    {
      cause: 'Certificate and key do not belong together, have expired, or sslCname does not match them.',
      remedy: 'Correct sslCertPemFile, sslKeyPemFile and sslCname.',
    },
  ],
  [
    /E45001|AGENT_UNHEALTHY/,
    {
      cause: 'The pods of the extension do not run in the cluster.',
      remedy: 'Look at them (kubectl get pods --namespace azureml): mostly too little CPU or memory is left.',
    },
  ],
  [
    /E45002|PROMETHEUS_CONFLICT/,
    {
      cause: 'The cluster has a Prometheus operator already.',
      remedy: 'Put installPromOp=false into extensionSettings.',
    },
  ],
  [
    /E45003|BAD_NETWORK_CONNECTIVITY/,
    {
      cause: 'The cluster does not reach Azure Machine Learning.',
      remedy: 'Open its outbound rules for Azure Machine Learning, Entra and the container registry.',
    },
  ],
  [
    /E45004|E45005|AZUREML_FE_\w+_CONFLICT/,
    { cause: 'Another inference router is there.', remedy: CONFLICT },
  ],
  [
    /healthcheck failed/i,
    {
      cause: 'The health check of the extension found a reason not to install it.',
      remedy:
        'It is written in the cluster: kubectl describe configmap arcml-healthcheck --namespace azureml. Correct it and run again.',
    },
  ],
  [
    /policies blocking|polic(y|ies)/i,
    {
      cause: 'A policy of the cluster forbids what the extension installs.',
      remedy: 'Exempt the namespace azureml from it (Azure Policy for Kubernetes), then run again.',
    },
  ],
]

/** @param words what Azure says of the failure */
export const adviceFor = (words: string): Advice | undefined =>
  KNOWN.find(([pattern]) => pattern.test(words))?.[1]
