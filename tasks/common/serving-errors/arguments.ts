import { endpointsSection as section, PAGES, type ServingError } from './serving-error.ts'

const DEPLOYMENT = ['deployment'] as const
const BOTH = ['deployment', 'endpoint'] as const
const at = (anchor: string): string => `${PAGES.endpoints}#${anchor}`

/** BadArgument: one code for whatever the service cannot use. */
export const ARGUMENTS: readonly ServingError[] = [
  {
    code: 'BadArgument',
    variant: {
      name: 'limits',
      words: /less than or equal to.*limit|greater than.*limit/i,
      example: 'BadArgument: the request of cpu (2) has to be less than or equal to its limit (1).',
    },
    where: DEPLOYMENT,
    cause: 'A request for CPU or memory is larger than its limit, or than the limit that the compute sets.',
    remedy: 'Lower cpuRequest or memoryRequest, or raise cpuLimit or memoryLimit.',
    source: at('resource-requests-greater-than-limits'),
  },
  {
    code: 'BadArgument',
    variant: {
      name: 'router',
      words: /azureml-fe/i,
      example: 'BadArgument: Azureml-fe for Kubernetes online endpoint is not ready.',
    },
    where: BOTH,
    cause: 'The inference router (azureml-fe) of the cluster has no healthy replica.',
    remedy: 'Look at its pods (kubectl get pods -n azureml); updating the AzureML extension renews them.',
    source: at('azureml-fe-not-ready'),
  },
  {
    code: 'BadArgument',
    variant: {
      name: 'image',
      words: /(download|pull).*(container )?image/i,
      example: 'BadArgument: Unable to download user container image.',
    },
    where: DEPLOYMENT,
    cause: 'The image cannot be found or pulled.',
    remedy:
      'Check that the image exists (az acr repository show-tags) and that the identity of the endpoint has AcrPull on the registry.',
    source: at('unable-to-download-user-container-image'),
  },
  {
    code: 'BadArgument',
    variant: {
      name: 'MLflow in a private network',
      words: /MLflow.*private network|private network.*MLflow/i,
      example: 'BadArgument: MLflow model format with private network is unsupported.',
    },
    where: DEPLOYMENT,
    cause: 'An MLflow model without an environment cannot be served with the older network isolation.',
    remedy: 'Name an environment and a scoring script, or use the managed virtual network of the workspace.',
    source: at('mlflow-model-format-with-private-network-is-unsupported'),
  },
  {
    code: 'BadArgument',
    variant: {
      name: 'model',
      words: /download.*model/i,
      example: 'BadArgument: Unable to download user model.',
    },
    where: DEPLOYMENT,
    cause: 'The model cannot be found or downloaded.',
    remedy:
      'Check that the model is registered in this workspace (az ml model show) and that its files still lie in the storage account.',
    source: at('unable-to-download-user-model'),
  },
  {
    code: 'BadArgument',
    variant: {
      name: 'roles to collect data',
      words: /(role assignment|authorization error).*(\bmdc\b|data collect)/i,
      example:
        'BadArgument: Startup task failed due to incorrect role assignments on storage account when mdc is enabled.',
    },
    where: DEPLOYMENT,
    cause: 'The identity of the endpoint may not write what is collected.',
    remedy:
      'Grant it Storage Blob Data Contributor on the storage account that keeps the data, or switch collectData off; new roles take some minutes to act.',
    source: at('authorization-error'),
  },
  {
    code: 'BadArgument',
    variant: {
      name: 'roles',
      words: /authorization error|role assignment/i,
      example: 'BadArgument: Startup task failed due to authorization error.',
    },
    where: DEPLOYMENT,
    cause: 'The identity of the endpoint may not read the image or the model.',
    remedy:
      'Grant it AcrPull on the registry and Storage Blob Data Reader on the storage account of the workspace; new roles take some minutes to act.',
    source: at('authorization-error'),
  },
  {
    code: 'BadArgument',
    variant: {
      name: 'policy',
      words: /template function|policy/i,
      example: 'BadArgument: Invalid template function specification.',
    },
    where: BOTH,
    cause: 'A policy of the subscription is written wrongly and stops every deployment.',
    remedy: 'Ask who owns the policy that the message names to correct it or to take its assignment away.',
    source: at('invalid-template-function-specification'),
  },
  {
    code: 'BadArgument',
    variant: {
      name: 'subscription',
      words: /subscription.*(does ?n.t exist|not (be )?found|not exist)/i,
      example: 'BadArgument: The subscription does not exist.',
    },
    where: BOTH,
    cause: 'A subscription that is named does not exist or is not active.',
    remedy: 'Check the service connection, and the ids in the endpoint and deployment files.',
    source: at('subscription-doesnt-exist'),
  },
  {
    code: 'BadArgument',
    where: BOTH,
    cause: 'The service cannot use a value of the endpoint or deployment.',
    remedy: 'The message names it; correct the input or the file that it comes from.',
    source: section('BadArgument'),
    isVague: true,
  },
]
