import assert from 'node:assert/strict'
import { AzureError } from '../../../../tasks/common/azure/azure-error.ts'
import { TaskError } from '../../../../tasks/common/errors.ts'
import { explainLog } from '../../../../tasks/common/serving-errors/explain-log.ts'
import { explainServingError } from '../../../../tasks/common/serving-errors/explain-serving-error.ts'
import { LOG_WORDS } from '../../../../tasks/common/serving-errors/log-words.ts'
import { SERVING_ERRORS } from '../../../../tasks/common/serving-errors/table.ts'
import { KNOWN_WORDS } from '../../../../tasks/common/serving-errors/words.ts'
import { readErrorBody } from '../../../../tasks/common/azure/azure-error.ts'
import { RecordingLog } from '../../../support/fake-host.ts'

const failed = (code: string, message: string): TaskError =>
  new TaskError('Deployment green: the operation failed.', {
    error: new AzureError({ status: 200, code, message, requestId: 'r-1', call: 'The operation' }),
  })

/** The lists that Microsoft publishes for managed and Kubernetes endpoints, computes, clusters and the extension. */
const PUBLISHED = `
ImageBuildFailure OutOfQuota OutOfCapacity BadArgument ResourceNotReady ResourceNotFound WorkspaceManagedNetworkNotReady
OperationCanceled SecretsInjectionError InternalServerError ServiceError SubscriptionNotRegistered Conflict
ACRSecretError TokenRefreshFailed GetAADTokenFailed ACRAuthenticationChallengeFailed ACRTokenExchangeFailed
KubernetesUnaccessible ImagePullLoopBackOff DeploymentCrashLoopBackOff KubernetesCrashLoopBackOff
UserScriptInitFailed UserScriptImportError UserScriptFunctionNotFound NamespaceNotFound EndpointNotFound
EndpointAlreadyExists ScoringFeUnhealthy ValidateScoringFailed InvalidDeploymentSpec PodUnschedulable PodOutOfMemory
InferencingClientCallFailed InferencingClientCreateDeploymentFailed RefreshExtensionIdentityNotSet
GenericComputeError ComputeNotFound ComputeNotAccessible InvalidComputeInformation InvalidComputeNoKubernetesConfiguration
GenericClusterError ClusterNotReachable ClusterNotFound ClusterServiceNotFound ClusterUnauthorized
ErrCode_InsufficientVCPUQuota InsufficientVCPUQuota VMSizeNotSupported SkuNotAvailable SKUNotAvailable
AvailabilityZoneNotSupported K8sVersionNotSupported RequestDisallowedByAzure RequestDisallowedByPolicy
MissingSubscriptionRegistration ExtensionOperationFailed E40000 E40001 E40002 E40003 E40004 E40005 E40006 E40007
E45001 E45002 E45003 E45004 E45005 E49999`
  .trim()
  .split(/\s+/)

const adviceOf = (error: Error): (string | undefined)[] => {
  const explained = explainServingError(error)
  assert.ok(explained instanceof TaskError)
  assert.equal(explained.message, error.message)
  assert.match(String(explained.cause), /r-1/, 'what Azure said stays underneath')
  return [explained.likelyCause, explained.remedy]
}

describe('the errors of serving', () => {
  for (const code of PUBLISHED) {
    it(`${code} has a cause and a remedy, wherever Azure puts it`, () => {
      const known = SERVING_ERRORS.find(one => one.code === code && one.variant === undefined)
      assert.ok(known)
      const advice = [known.cause, `${known.remedy} More: ${known.source}`]
      for (const body of nestings(code)) {
        const said = readErrorBody(JSON.stringify(body))
        const fields = { status: 200, ...said, requestId: 'r-1', call: 'The operation' }
        const error = new TaskError('Deployment green: the operation failed.', {
          error: new AzureError(fields),
        })
        assert.deepEqual(adviceOf(error), advice, JSON.stringify(body))
      }
    })
  }

  for (const { code, variant, cause } of SERVING_ERRORS) {
    if (!variant) continue
    it(`${code} with the words of its case "${variant.name}" has the advice for it`, () => {
      assert.equal(adviceOf(failed('BadRequest', `[${code}] ${variant.example}`))[0], cause)
      assert.equal(adviceOf(failed(code, variant.example))[0], cause)
    })
  }

  for (const { says, cause } of SERVING_ERRORS) {
    if (says === undefined) continue
    it(`"${says}" has the advice of its code where Azure leaves that out`, () => {
      const error = failed('BadRequest', `[InferencingClientCallFailed] {"errors":{"":["${says}. More."]}}`)
      assert.equal(adviceOf(error)[0], cause)
    })
  }

  it('each stand once, the general case of a code behind its special ones', () => {
    const names = SERVING_ERRORS.map(({ code, variant }) => `${code} ${variant?.name ?? ''}`)
    assert.equal(new Set(names).size, names.length)
    for (const [index, { code, variant }] of SERVING_ERRORS.entries())
      if (!variant)
        assert.ok(
          SERVING_ERRORS.slice(index + 1).every(later => later.code !== code),
          code,
        )
  })

  for (const { example, remedy } of KNOWN_WORDS) {
    it(`know "${example.slice(0, 50)}..." behind a vague code`, () => {
      for (const vague of ['InferencingClientCallFailed', 'InferencingClientCreateDeploymentFailed']) {
        const error = failed('BadRequest', `[${vague}] InferencingClient HttpRequest error: ${example}`)
        assert.match(adviceOf(error)[1] ?? '', new RegExp(`^${escaped(remedy)} More: https:`))
      }
    })
  }

  for (const { example, cause } of LOG_WORDS) {
    it(`know "${example.slice(0, 50)}" in a container's log`, () => {
      const log = new RecordingLog()
      explainLog(`starting\n${example}\n##vso[task.complete]\n`, log)
      assert.ok(log.text.includes(`Likely cause: ${cause}`))
    })
  }

  it('know a code in a container’s log, and say nothing about a log that tells nothing', () => {
    const log = new RecordingLog()
    explainLog('all is well', log)
    assert.deepEqual(log.lines, [])
    explainLog('Instance status: PodOutOfMemory', log)
    assert.match(log.text, /Likely cause: The container used more memory/)
  })

  it('take no longer for long words of a stranger', () => {
    const log = new RecordingLog()
    explainLog('must have '.repeat(100_000), log)
    explainServingError(failed('BadArgument', 'download pull '.repeat(100_000)))
  }).timeout(2000)

  it('leave alone what they do not know', () => {
    const errors = [failed('NeverHeardOf', 'Words.'), new Error('broken pipe'), new TaskError('Ours.')]
    for (const error of errors) assert.equal(explainServingError(error), error)
  })

  it('leave better advice alone where a code says little', () => {
    const cause = failed('InternalServerError', 'Words.').cause
    const error = new TaskError('Reading it failed.', { remedy: 'Our own.', error: cause })
    assert.equal(explainServingError(error), error)
  })
})

/** The ways in which the services of Azure wrap a code. */
const nestings = (code: string): object[] => [
  { error: { code, message: 'Words.' } },
  { code, message: 'Words.', details: null, subcode: '' },
  {
    error: { code: 'BadRequest', message: 'The request is invalid.', details: [{ code, message: 'Words.' }] },
  },
  {
    error: { code: 'BadRequest', message: 'No.', details: [{ code: 'X', details: [{ code, message: '' }] }] },
  },
  {
    error: {
      code: 'UserError',
      message: 'No.',
      additionalInfo: [inner({ code: 'X', innerError: { code } })],
    },
  },
  {
    error: {
      code: 'BadRequest',
      message: 'No.',
      details: [{ code: 'X', message: JSON.stringify({ code }) }],
    },
  },
  { error: { code: 'BadRequest', message: `${code}: words.` } },
]

const inner = (value: object): object => ({ type: 'InnerError', info: { value } })

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
