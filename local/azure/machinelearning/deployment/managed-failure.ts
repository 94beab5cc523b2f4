import { DeploymentFailure, type FailureCode } from '../../execution/serving/deployment-failure.ts'
import { type DeploymentDocument, isOnManagedMachines } from './deployment-document.ts'

/** What a managed endpoint calls that which a cluster has words of its own for. */
const managed: Partial<Record<FailureCode, { code: string; words: string }>> = {
  ImagePullLoopBackOff: { code: 'BadArgument', words: 'Unable to download user container image.' },
  InvalidDeploymentSpec: { code: 'BadArgument', words: 'The deployment cannot be started.' },
}
const crashed = { code: 'ResourceNotReady', words: 'User container has crashed or terminated.' }

/** A failure whose code stands in front, as the service tells it of managed deployments. */
class ManagedFailure extends Error {
  override name = 'ManagedFailure'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Why a deployment did not come up, in the words of the kind of its endpoint. */
export function asOfKind(deployment: DeploymentDocument, error: unknown): unknown {
  if (!(error instanceof DeploymentFailure) || !isOnManagedMachines(deployment)) return error
  const { failure, reason } = error
  if (failure === 'ImageBuildFailure') return new ManagedFailure(failure, reason)
  const { code, words } = managed[failure] ?? crashed
  const guide = `https://aka.ms/oe-tsg#error-${code.toLowerCase()}`
  return new ManagedFailure(
    code,
    `${words} Please see troubleshooting guide, available here: ${guide}\n${reason}`,
  )
}
