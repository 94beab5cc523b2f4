import { endpointsSection as section, PAGES, type ServingError } from './serving-error.ts'

const DEPLOYMENT = ['deployment'] as const
const BOTH = ['deployment', 'endpoint'] as const

/** A deployment on Kubernetes that does not come up: its script, its container, its place in the cluster. */
export const SCRIPTS_AND_PODS: readonly ServingError[] = [
  {
    code: 'UserScriptInitFailed',
    where: DEPLOYMENT,
    cause: 'init() of the scoring script threw.',
    remedy:
      'Read the traceback in the log of the deployment: mostly a model file that is elsewhere, or a package in another version than in training.',
    source: section('UserScriptInitFailed'),
  },
  {
    code: 'UserScriptImportError',
    where: DEPLOYMENT,
    cause: 'The scoring script imports something that the image does not hold.',
    remedy: 'Add the package to the conda or requirements file of the image and build it again.',
    source: section('UserScriptImportError'),
  },
  {
    code: 'UserScriptFunctionNotFound',
    where: DEPLOYMENT,
    cause: 'The scoring script has no init() or no run().',
    remedy: 'Define both: init() loads the model, run(data) answers a request.',
    source: section('UserScriptFunctionNotFound'),
  },
  {
    code: 'DeploymentCrashLoopBackOff',
    where: DEPLOYMENT,
    cause: 'The container starts and ends again and again.',
    remedy:
      'Read the end of its log: mostly the scoring script throws on start, or the container gets less memory than the model needs (memoryLimit).',
    source: section('DeploymentCrashLoopBackOff'),
  },
  {
    code: 'KubernetesCrashLoopBackOff',
    where: BOTH,
    cause: 'A container of the deployment starts and ends again and again.',
    remedy:
      'Read the end of its log: mostly the scoring script throws on start, a probe asks the wrong route, or memory is short (memoryLimit).',
    source: section('KubernetesCrashLoopBackOff'),
  },
  {
    code: 'PodOutOfMemory',
    where: DEPLOYMENT,
    cause: 'The container used more memory than its limit.',
    remedy: 'Raise memoryLimit (and memoryRequest), or choose a larger instanceType.',
    source: section('PodOutOfMemory'),
  },
  {
    code: 'PodUnschedulable',
    where: BOTH,
    cause:
      'No node of the cluster has room for the deployment, or none has the labels that its instance type asks for.',
    remedy:
      'Lower cpuRequest and memoryRequest or instanceCount, or add nodes to the cluster. During a roll-out old and new run side by side.',
    source: section('PodUnschedulable'),
  },
  {
    code: 'InvalidDeploymentSpec',
    where: DEPLOYMENT,
    cause: 'Kubernetes does not take the deployment as it is described.',
    remedy:
      'Check instanceType, instanceCount and the scale settings, and that no request is larger than its limit.',
    source: section('InvalidDeploymentSpec'),
  },
  {
    code: 'InferencingClientCreateDeploymentFailed',
    where: DEPLOYMENT,
    cause: 'The cluster refused the deployment; often the instance type does not exist there.',
    remedy: 'Check instanceType against the instance types of the cluster: kubectl get instancetype.',
    source: PAGES.endpoints,
    isVague: true,
  },
  {
    code: 'ValidateScoringFailed',
    where: DEPLOYMENT,
    cause: 'The new deployment did not answer a test request of the service itself.',
    remedy:
      'Check the scoring route and port of the image (POST /score on 5001) and the log of the deployment.',
    source: section('ValidateScoringFailed'),
  },
  {
    code: 'EndpointNotFound',
    where: DEPLOYMENT,
    cause: 'The endpoint is not on the cluster any more.',
    remedy: 'Delete the endpoint in the workspace and run again: the task creates it anew on the cluster.',
    source: section('EndpointNotFound'),
  },
  {
    code: 'EndpointAlreadyExists',
    where: ['endpoint'],
    cause: 'The cluster has an endpoint of this name already, perhaps of another workspace.',
    remedy: 'Choose another endpointName, or delete the other endpoint first.',
    source: section('EndpointAlreadyExists'),
  },
  {
    code: 'NamespaceNotFound',
    where: BOTH,
    cause: 'The namespace of the compute does not exist in the cluster; attaching does not create it.',
    remedy:
      'Create it with kubectl create namespace, or detach the compute and attach it with a namespace that exists.',
    source: section('NamespaceNotFound'),
  },
  {
    code: 'ScoringFeUnhealthy',
    where: BOTH,
    cause: 'The inference router (azureml-fe) is not healthy.',
    remedy:
      'Look at its pods in the namespace azureml; with less than three nodes it needs inferenceRouterHA=false. Updating or installing the extension again renews it.',
    source: section('ScoringFeUnhealthy'),
  },
]
