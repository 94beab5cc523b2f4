import type { ContainerSpec } from './container-spec.ts'
import type { ContainerLog } from './container-log.ts'
import { DeploymentFailure, type FailureCode } from './deployment-failure.ts'

const shown = 30

/** A container that ended before it served: by the words that Microsoft's inference server leaves in its log. */
export function crashed(times: number, log: ContainerLog): DeploymentFailure {
  const text = log.tail(2000)
  return new DeploymentFailure(
    codeOf(text),
    `The container ended ${times} times before it was ready (back-off restarting failed container inference-server). The end of its log:\n${telling(text)}`,
  )
}

export function neverReady(
  { startWithin, readinessPath }: Pick<ContainerSpec, 'startWithin' | 'readinessPath'>,
  log: ContainerLog,
): DeploymentFailure {
  return new DeploymentFailure(
    'KubernetesCrashLoopBackOff',
    `The readiness probe failed: GET ${readinessPath} was not answered within ${Math.round(startWithin / 1000)} seconds. An image has to serve the port that it is given (5001 on AKS). The end of the container's log:\n${log.tail(shown)}`,
  )
}

/** The first traceback of the last start, where there is one: what follows from it, and a server's farewell, stand below. */
function telling(text: string): string {
  const starts = text.split(/^The container ended .*$/m).filter(one => one.trim() !== '')
  const lines = (starts.at(-1) ?? '').trimEnd().split('\n')
  const at = lines.findIndex(line => line.includes('Traceback (most recent call last)'))
  return (at < 0 ? lines.slice(-shown) : lines.slice(at, at + shown)).join('\n')
}

function codeOf(text: string): FailureCode {
  if (/ModuleNotFoundError|ImportError/.test(text)) return 'UserScriptImportError'
  if (/has no attribute '(run|init)'|must (have|define|contain).*(run|init)\(/i.test(text))
    return 'UserScriptFunctionNotFound'
  return /User's init function failed|Invoking user's init function/.test(text)
    ? 'UserScriptInitFailed'
    : 'KubernetesCrashLoopBackOff'
}
