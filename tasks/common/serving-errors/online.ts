import { endpointsSection as section, PAGES, type ServingError } from './serving-error.ts'

const DEPLOYMENT = ['deployment'] as const
const BOTH = ['deployment', 'endpoint'] as const

/** Managed and Kubernetes endpoints alike. */
export const ONLINE: readonly ServingError[] = [
  {
    code: 'ImageBuildFailure',
    variant: {
      name: 'registry',
      words: /container registry authorization failure/i,
      example: 'Image build failed: container registry authorization failure.',
    },
    where: DEPLOYMENT,
    cause: 'The build of the environment’s image may not use the container registry.',
    remedy:
      'Synchronise the keys of the workspace (az ml workspace sync-keys) and run again; behind a virtual network check the registry’s rules.',
    source: `${PAGES.endpoints}#azure-container-registry-authorization-failure`,
  },
  {
    code: 'ImageBuildFailure',
    variant: {
      name: 'private registry',
      words: /failed to communicate with the workspace's container registry/i,
      example: "Image build failed: failed to communicate with the workspace's container registry.",
    },
    where: DEPLOYMENT,
    cause: 'The registry is private, and the workspace has no compute inside its network to build on.',
    remedy:
      'Set an image build compute (az ml workspace update --image-build-compute NAME), or deploy an image that MLOpsContainerize@1 built.',
    source: `${PAGES.endpoints}#image-build-compute-not-set-in-a-private-workspace-with-virtual-network`,
  },
  {
    code: 'ImageBuildFailure',
    variant: {
      name: 'timeout',
      words: /image build.*(timed out|timeout)/i,
      example: 'Image build timed out.',
    },
    where: DEPLOYMENT,
    cause: 'The image is too large to be built while a deployment waits for it.',
    remedy: 'Build it beforehand with MLOpsContainerize@1 and deploy it by its digest.',
    source: `${PAGES.endpoints}#image-build-timing-out`,
  },
  {
    code: 'ImageBuildFailure',
    where: DEPLOYMENT,
    cause:
      'The image of the environment could not be built: mostly a package that cannot be found or resolved.',
    remedy:
      'Read the build log that the message names; pin the versions in the conda file. Building with MLOpsContainerize@1 shows the log live.',
    source: section('ImageBuildFailure'),
  },
  {
    code: 'ResourceNotReady',
    where: DEPLOYMENT,
    cause: 'The container crashed while it started, or a probe gave up before it was ready.',
    remedy:
      'Read the log of the deployment: an import that fails, an init() that throws. A model that loads long needs a longer readiness probe or a larger size.',
    source: section('ResourceNotReady'),
  },
  {
    code: 'WorkspaceManagedNetworkNotReady',
    where: BOTH,
    cause: 'The managed virtual network of the workspace is not provisioned yet.',
    remedy: 'Provision it once: az ml workspace provision-network --name WORKSPACE. Then run again.',
    source: section('WorkspaceManagedNetworkNotReady'),
  },
  {
    code: 'OperationCanceled',
    where: BOTH,
    cause: 'Another operation on the same endpoint came before this one, or the same one was sent twice.',
    remedy:
      'Wait a minute and run this stage again. An exclusive lock check on the environment keeps pipelines apart.',
    source: section('OperationCanceled'),
  },
  {
    code: 'SecretsInjectionError',
    where: DEPLOYMENT,
    cause:
      'A secret that environmentVariables refer to does not exist, is written wrongly, or the endpoint’s identity may not read it.',
    remedy:
      'Check the reference (keyvault: or workspace connection) and grant the endpoint’s identity Key Vault Secrets User on the vault, or Azure Machine Learning Workspace Connection Secrets Reader on the workspace.',
    source: section('SecretsInjectionError'),
  },
  {
    code: 'SubscriptionNotRegistered',
    where: BOTH,
    cause: 'The subscription lacks a resource provider that managed endpoints need.',
    remedy:
      'Register them once: az provider register --namespace Microsoft.PolicyInsights, and the same for Microsoft.Cdn.',
    source: PAGES.providers,
  },
  {
    code: 'ResourceNotFound',
    variant: {
      name: 'registry',
      words: /container registry|registry .*(private|inaccessible)|\bimage\b/i,
      example: 'The container registry is private or otherwise inaccessible.',
    },
    where: DEPLOYMENT,
    cause: 'The image lies in a registry that the endpoint may not read.',
    remedy: 'Grant the identity of the endpoint AcrPull on that registry, then run again.',
    source: `${PAGES.endpoints}#container-registry-authorization-error`,
  },
  {
    code: 'ResourceNotFound',
    where: BOTH,
    cause: 'Azure Resource Manager cannot find something that the endpoint or deployment names.',
    remedy:
      'The message names it: a storage account, registry, model or environment that was deleted or is written wrongly.',
    source: section('ResourceNotFound'),
    isVague: true,
  },
  {
    code: 'Conflict',
    where: BOTH,
    cause: 'Another operation on this endpoint is in progress.',
    remedy:
      'Run this stage again when it has ended. An exclusive lock check on the environment keeps pipelines apart.',
    source: `${PAGES.endpoints}#common-error-codes-for-kubernetes-online-endpoints`,
    isVague: true,
  },
  {
    code: 'InternalServerError',
    where: BOTH,
    cause:
      'Azure Machine Learning has a fault of its own. On Kubernetes also: the name of the workspace or resource group ends with a hyphen.',
    remedy: 'Run again; if it stays, open a support request with the request id below.',
    source: section('InternalServerError'),
    isVague: true,
  },
  {
    code: 'ServiceError',
    where: BOTH,
    cause: 'A service behind Azure Machine Learning answered with an error of its own.',
    remedy: 'Run again; if it stays, open a support request with the request id below.',
    source: section('InternalServerError'),
    isVague: true,
  },
]
