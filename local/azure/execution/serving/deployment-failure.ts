import type { ErrorDetail } from '../../core/errors.ts'

/** Codes of Kubernetes deployments, from Microsoft's troubleshooting page. */
export type FailureCode =
  | 'ImagePullLoopBackOff'
  | 'KubernetesCrashLoopBackOff'
  | 'UserScriptInitFailed'
  | 'UserScriptImportError'
  | 'UserScriptFunctionNotFound'
  | 'InvalidDeploymentSpec'
  | 'ImageBuildFailure'

/** Why a deployment did not come up: the operation's error, with the telling code in its details. */
export class DeploymentFailure extends Error {
  override name = 'DeploymentFailure'
  readonly code = 'BadRequest'
  readonly details: ErrorDetail[]
  readonly failure: FailureCode
  /** For people. */
  readonly reason: string

  constructor(code: FailureCode, message: string) {
    super('The request is invalid.')
    this.failure = code
    this.reason = message
    this.details = [{ code, message }]
  }
}
