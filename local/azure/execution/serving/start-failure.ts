import type { ContainerLog } from './container-log.ts'
import { DeploymentFailure, type FailureCode } from './deployment-failure.ts'

const shown = 30

/** A container that ended before it served: by the words that Microsoft's inference server leaves in its log. */
export function crashed(times: number, log: ContainerLog): DeploymentFailure {
  const text = log.tail(2000)
  return new DeploymentFailure(
    codeOf(text),
    `The container ended ${times} times before it was ready (back-off restarting failed container inference-server). The end of its log:\n${log.tail(shown)}`,
  )
}

/** @param within milliseconds */
export function neverReady(within: number, log: ContainerLog): DeploymentFailure {
  return new DeploymentFailure(
    'KubernetesCrashLoopBackOff',
    `The readiness probe failed: GET / was not answered within ${Math.round(within / 1000)} seconds. An image has to serve the port that it is given (5001 on AKS). The end of the container's log:\n${log.tail(shown)}`,
  )
}

function codeOf(text: string): FailureCode {
  if (/ModuleNotFoundError|ImportError/.test(text)) return 'UserScriptImportError'
  if (/has no attribute '(run|init)'|must (have|define|contain).*(run|init)\(/i.test(text))
    return 'UserScriptFunctionNotFound'
  return /User's init function failed|Invoking user's init function/.test(text)
    ? 'UserScriptInitFailed'
    : 'KubernetesCrashLoopBackOff'
}
