import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import type { ObtainedEnvironment } from '../../common/python/environment/environment-store.ts'
import { lockFileOf } from '../../common/python/environment/lock-file.ts'
import { virtualEnvironment } from '../../common/python/environment/virtual-environment.ts'

export interface Result {
  readonly environment: ObtainedEnvironment
  /** A clause on what there is beside it; undefined: nothing. */
  readonly tools: string | undefined
  readonly seconds: number
}

/** Outputs for later steps: the environment is theirs as if it had been activated. */
export async function publish(result: Result, host: Host): Promise<void> {
  const { directory, python, scripts } = virtualEnvironment(result.environment.directory)
  host.outputs.set('pythonLocation', python)
  host.outputs.set('environmentPath', directory)
  host.outputs.set('cacheHit', String(result.environment.cacheHit))
  host.outputs.set('lockFile', lockFileOf(directory))
  host.outputs.setVariable('VIRTUAL_ENV', directory)
  host.outputs.prependPath(scripts)
  await host.outputs.summary('mlops-dependencies', pageOf(result))
}

export function outcomeOf(result: Result, host: Host): Outcome {
  const message = sentenceOf(result)
  host.log.info(message)
  const { problems } = result.environment
  if (problems.length === 0) return succeeded(message)
  for (const problem of problems) host.log.warning(problem)
  return { result: 'SucceededWithIssues', message: `${message} Some of them do not fit together, see above.` }
}

function sentenceOf({ environment, tools, seconds }: Result): string {
  const { packages, python, installer, cacheHit } = environment
  const how = cacheHit ? 'ready in the cache' : `installed by ${installer}`
  const count = packages.length === 1 ? '1 package' : `${packages.length} packages`
  const more = tools === undefined ? '' : ` and ${tools},`
  return `Python ${python} with ${count}, ${how},${more} in ${seconds.toFixed(1)} s.`
}

function pageOf(result: Result): string {
  const packages = result.environment.packages.map(line => `    ${line}`)
  return [
    '### Python dependencies',
    '',
    sentenceOf(result),
    '',
    `Environment: \`${result.environment.directory}\``,
    '',
    ...packages,
    '',
  ].join('\n')
}
