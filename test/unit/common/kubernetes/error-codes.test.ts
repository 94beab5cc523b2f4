import assert from 'node:assert/strict'
import { AzureError } from '../../../../tasks/common/azure/azure-error.ts'
import { TaskError } from '../../../../tasks/common/errors.ts'
import { ERROR_CODES } from '../../../../tasks/common/kubernetes/error-codes.ts'
import { explainServingError } from '../../../../tasks/common/kubernetes/explain-serving-error.ts'

const failed = (code: string, message: string): TaskError =>
  new TaskError('Deployment green: the operation failed.', {
    error: new AzureError({ status: 200, code, message, requestId: 'r-1', call: 'The operation' }),
  })

/** The list that Microsoft publishes for Kubernetes endpoints, computes and clusters. */
const PUBLISHED = [
  'ACRSecretError',
  'TokenRefreshFailed',
  'GetAADTokenFailed',
  'ACRAuthenticationChallengeFailed',
  'ACRTokenExchangeFailed',
  'KubernetesUnaccessible',
  'ImagePullLoopBackOff',
  'DeploymentCrashLoopBackOff',
  'KubernetesCrashLoopBackOff',
  'UserScriptInitFailed',
  'UserScriptImportError',
  'UserScriptFunctionNotFound',
  'NamespaceNotFound',
  'EndpointNotFound',
  'EndpointAlreadyExists',
  'ScoringFeUnhealthy',
  'ValidateScoringFailed',
  'InvalidDeploymentSpec',
  'PodUnschedulable',
  'PodOutOfMemory',
  'InferencingClientCallFailed',
  'GenericComputeError',
  'ComputeNotFound',
  'ComputeNotAccessible',
  'InvalidComputeInformation',
  'InvalidComputeNoKubernetesConfiguration',
  'GenericClusterError',
  'ClusterNotReachable',
  'ClusterNotFound',
  'ClusterServiceNotFound',
  'ClusterUnauthorized',
  'RefreshExtensionIdentityNotSet',
]

describe('the error codes of Kubernetes endpoints', () => {
  for (const code of PUBLISHED) {
    it(`${code} has a cause and a remedy, also where it is only a detail`, () => {
      const known = ERROR_CODES.find(entry => entry.code === code)
      assert.ok(known)
      for (const error of [
        failed(code, 'Words.'),
        failed('BadRequest', `The request is invalid. [${code}] Words.`),
      ]) {
        const explained = explainServingError(error)
        assert.ok(explained instanceof TaskError)
        assert.equal(explained.message, error.message)
        assert.deepEqual([explained.likelyCause, explained.remedy], [known.cause, known.remedy])
        assert.match(String(explained.cause), /r-1/)
      }
    })
  }

  it('each stand once', () => {
    assert.equal(new Set(ERROR_CODES.map(({ code }) => code)).size, ERROR_CODES.length)
  })

  const phrases: [string, RegExp][] = [
    [
      'There is already an endpoint with this name, Endpoint name needs to be unique within a region.',
      /Choose another endpointName/,
    ],
    [
      'Insufficient regional vcpu quota left for location westus2. left 4, requested 6.',
      /Ask for more quota/,
    ],
    [
      'Specified deployment [green] failed during initial provisioning and is in an unrecoverable state. Delete and re-create.',
      /Delete it/,
    ],
    ['Helm installation failed : Unable to create resources', /policies on the cluster/],
    ['OutOfQuota: Kubernetes unschedulable. Details:0/1 nodes are available', /add nodes/],
  ]
  for (const [words, remedy] of phrases) {
    it(`know "${words.slice(0, 50)}..." behind a vague code`, () => {
      const explained = explainServingError(failed('BadRequest', `[InferencingClientCallFailed] ${words}`))
      assert.ok(explained instanceof TaskError)
      assert.match(explained.remedy ?? '', remedy)
    })
  }

  it('leave alone what they do not know', () => {
    const errors = [failed('NeverHeardOf', 'Words.'), new Error('broken pipe'), new TaskError('Ours.')]
    for (const error of errors) assert.equal(explainServingError(error), error)
  })
})
