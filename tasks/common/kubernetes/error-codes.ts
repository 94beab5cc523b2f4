/** A way in which deploying to Kubernetes fails, as Azure names it, and what to do about it. */
export interface ErrorCode {
  readonly code: string
  readonly cause: string
  readonly remedy: string
}

/**
 * The codes that Azure Machine Learning publishes for Kubernetes endpoints, computes and clusters. The first that occurs
 * in an error explains it, so what says more stands before what says less.
 */
export const ERROR_CODES: readonly ErrorCode[] = [
  {
    code: 'UserScriptInitFailed',
    cause: 'init() of the scoring script threw.',
    remedy:
      'Read the traceback in the log of the deployment: mostly a model file that is elsewhere, or a package in another version than in training.',
  },
  {
    code: 'UserScriptImportError',
    cause: 'The scoring script imports something that the image does not hold.',
    remedy: 'Add the package to the conda or requirements file of the image and build it again.',
  },
  {
    code: 'UserScriptFunctionNotFound',
    cause: 'The scoring script has no init() or no run().',
    remedy: 'Define both: init() loads the model, run(data) answers a request.',
  },
  {
    code: 'DeploymentCrashLoopBackOff',
    cause: 'The container starts and ends again and again.',
    remedy:
      'Read the end of its log: mostly the scoring script throws on start, or the container gets less memory than the model needs (memoryLimit).',
  },
  {
    code: 'KubernetesCrashLoopBackOff',
    cause: 'A container of the deployment starts and ends again and again.',
    remedy:
      'Read the end of its log: mostly the scoring script throws on start, a probe asks the wrong route, or memory is short (memoryLimit).',
  },
  {
    code: 'ImagePullLoopBackOff',
    cause: 'The cluster cannot pull the image.',
    remedy:
      'Check that the image exists in the registry and that the identity of the endpoint (or the kubelet) has AcrPull on it.',
  },
  {
    code: 'ACRSecretError',
    cause: 'The cluster could not make its secret for the container registry.',
    remedy:
      'Check that the extension on the cluster is healthy and that the registry is reachable from the cluster; then run again.',
  },
  {
    code: 'ACRAuthenticationChallengeFailed',
    cause: 'The cluster cannot reach the container registry to sign in to it.',
    remedy: 'Open the way from the cluster to the registry (firewall, private endpoint, DNS).',
  },
  {
    code: 'ACRTokenExchangeFailed',
    cause: 'The container registry does not let the identity of the endpoint in.',
    remedy:
      'Grant it AcrPull on the registry; a registry other than that of the workspace must be granted by hand.',
  },
  {
    code: 'TokenRefreshFailed',
    cause: 'The extension on the cluster could not refresh its Azure token.',
    remedy: 'Check the health of the AzureML extension; installing it again makes its identity anew.',
  },
  {
    code: 'GetAADTokenFailed',
    cause: 'The cluster could not get a Microsoft Entra token.',
    remedy: 'Allow outgoing requests from the cluster to the sign-in hosts of your cloud.',
  },
  {
    code: 'RefreshExtensionIdentityNotSet',
    cause: 'The AzureML extension has no identity yet.',
    remedy: 'Wait some minutes after its installation; if it stays so, install the extension again.',
  },
  {
    code: 'PodOutOfMemory',
    cause: 'The container used more memory than its limit.',
    remedy: 'Raise memoryLimit (and memoryRequest), or choose a larger instanceType.',
  },
  {
    code: 'PodUnschedulable',
    cause: 'No node of the cluster has room for the deployment.',
    remedy:
      'Lower cpuRequest and memoryRequest or instanceCount, or add nodes to the cluster. During a roll-out old and new run side by side.',
  },
  {
    code: 'OutOfQuota',
    cause: 'The cluster or the quota has no room for the deployment.',
    remedy:
      'Lower cpuRequest and memoryRequest or instanceCount, or add nodes. During a roll-out old and new run side by side.',
  },
  {
    code: 'InvalidDeploymentSpec',
    cause: 'Kubernetes does not take the deployment as it is described.',
    remedy: 'Check instanceType, and that no request is larger than its limit.',
  },
  {
    code: 'InferencingClientCreateDeploymentFailed',
    cause: 'The cluster refused the deployment; often the instance type does not exist there.',
    remedy: 'Check instanceType against the instance types of the cluster.',
  },
  {
    code: 'NamespaceNotFound',
    cause: 'The namespace of the compute does not exist in the cluster; attaching does not create it.',
    remedy:
      'Create it with kubectl create namespace, or detach the compute and attach it with a namespace that exists.',
  },
  {
    code: 'EndpointAlreadyExists',
    cause: 'The cluster has an endpoint of this name already, perhaps of another workspace.',
    remedy: 'Choose another endpointName, or delete the other endpoint first.',
  },
  {
    code: 'EndpointNotFound',
    cause: 'The endpoint is not on the cluster any more.',
    remedy: 'Run again: the task creates it.',
  },
  {
    code: 'ScoringFeUnhealthy',
    cause: 'The inference router (azureml-fe) is not healthy.',
    remedy:
      'Look at its pods in the namespace azureml; with less than three nodes it needs inferenceRouterHA=false.',
  },
  {
    code: 'ValidateScoringFailed',
    cause: 'The new deployment did not answer a test request of the service itself.',
    remedy:
      'Check the scoring route and port of the image (POST /score on 5001) and the log of the deployment.',
  },
  {
    code: 'KubernetesUnaccessible',
    cause: 'Azure Machine Learning cannot reach the cluster.',
    remedy: 'Check that the cluster runs and that its certificates and network rules let the extension in.',
  },
  {
    code: 'ClusterServiceNotFound',
    cause: 'The AzureML extension is not on the cluster any more.',
    remedy: 'Install it again; with aksCluster given, this task does.',
  },
  {
    code: 'ClusterUnauthorized',
    cause: 'The cluster does not let Azure Machine Learning in.',
    remedy:
      'Check that local accounts are enabled on the cluster, and the roles of the identity of the workspace on it.',
  },
  {
    code: 'ClusterNotReachable',
    cause: 'The cluster does not answer.',
    remedy: 'Start it if it is stopped; check its network.',
  },
  {
    code: 'ClusterNotFound',
    cause: 'The cluster was deleted.',
    remedy:
      'Detach the compute, and run again with aksCluster and createCluster, or choose another computeName.',
  },
  {
    code: 'GenericClusterError',
    cause: 'Azure Machine Learning could not talk to the cluster.',
    remedy: 'Check that it runs, that the extension is healthy, and its network.',
  },
  {
    code: 'ComputeNotFound',
    cause: 'The workspace has no such Kubernetes compute.',
    remedy: 'Check computeName, or give aksCluster to attach one.',
  },
  {
    code: 'ComputeNotAccessible',
    cause: 'The identity of the workspace has no access to the Kubernetes compute.',
    remedy: 'Grant it its roles on the cluster again, or detach and attach the compute.',
  },
  {
    code: 'InvalidComputeNoKubernetesConfiguration',
    cause: 'The compute has no valid Kubernetes configuration.',
    remedy: 'Detach and attach it again.',
  },
  {
    code: 'InvalidComputeInformation',
    cause: 'The compute is not attached rightly.',
    remedy: 'Detach and attach it again.',
  },
  {
    code: 'GenericComputeError',
    cause: 'Azure Machine Learning could not read the Kubernetes compute.',
    remedy: 'Check the compute in the studio; detach and attach it again.',
  },
  {
    code: 'InferencingClientCallFailed',
    cause: 'The inference service of Azure refused the request.',
    remedy: 'The message names the field; correct the input that it comes from.',
  },
]

/** What Azure says without a code of its own. */
export const ERROR_PHRASES: readonly (Omit<ErrorCode, 'code'> & { readonly phrase: RegExp })[] = [
  {
    phrase: /already an endpoint with this name|endpoint name .*in use/i,
    cause: 'The name of the endpoint is taken, perhaps by another workspace.',
    remedy: 'Choose another endpointName.',
  },
  {
    phrase: /has not been created successfully|unrecoverable state|Delete and re-create/i,
    cause: 'An earlier attempt failed half-way, and Azure does not repair what it could not create.',
    remedy: 'Delete it in the studio and run again.',
  },
  {
    phrase: /Insufficient.*vcpu quota|InsufficientVCPUQuota/i,
    cause: 'The subscription has too few vCPUs left in this region for the nodes of the cluster.',
    remedy:
      'Ask for more quota (Azure portal > Quotas > Compute), or use another region or an existing cluster.',
  },
  {
    phrase: /VM ?size.*not (allowed|supported)|VMSizeNotSupported|SkuNotAvailable/i,
    cause: 'The subscription cannot have this VM size in this region.',
    remedy: 'Choose another region, or create the cluster yourself with a size that you have.',
  },
  {
    phrase: /Helm (installation|upgrade) failed/i,
    cause: 'The cluster refused parts of the AzureML extension: a policy, or too little room for its pods.',
    remedy:
      'Check the policies on the cluster and that its nodes have at least 4 vCPUs and 14 GB free; then run again.',
  },
]
