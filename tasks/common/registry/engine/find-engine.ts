import { CancelledError, TaskError, messageOf } from '../../errors.ts'
import { runProcess } from '../../host/process.ts'

/** A container engine of the agent, by the name of its program. */
export interface Engine {
  readonly name: 'docker' | 'podman' | 'buildah'
  /** Docker's own BuildKit client is there. */
  readonly hasBuildx: boolean
}

/** What each engine answers only when it can build; docker's says nothing without its daemon. */
const questions: readonly [name: Engine['name'], args: readonly string[]][] = [
  ['docker', ['info', '--format', '{{.ServerVersion}}']],
  ['podman', ['info', '--format', '{{.Version.Version}}']],
  ['buildah', ['info']],
]

/** A daemon that does not answer in this time is as good as none. */
const PATIENCE_IN_MILLISECONDS = 20_000

/**
 * The first container engine of this machine that answers: the program alone builds nothing.
 *
 * @throws TaskError that tells of each why it does not count
 */
export async function findEngine(signal: AbortSignal): Promise<Engine> {
  const reasons: string[] = []
  for (const [name, args] of questions) {
    const reason = await silence(name, args, signal)
    if (reason === undefined)
      return { name, hasBuildx: name === 'docker' && (await answers(['buildx', 'version'], signal)) }
    reasons.push(`${name}: ${reason}`)
  }
  throw new TaskError('No container engine answers on this agent.', {
    cause: `${reasons.join('; ')}.`,
    remedy:
      'Use an agent with a running Docker daemon or with Podman (Microsoft-hosted Linux agents have Docker), or build in the registry: builder acr.',
  })
}

const answers = async (args: readonly string[], signal: AbortSignal): Promise<boolean> =>
  (await silence('docker', args, signal)) === undefined

/** Why a program does not answer; undefined where it does. */
async function silence(
  executable: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const options = { signal, deadlineInMilliseconds: PATIENCE_IN_MILLISECONDS }
    const { exitCode, stdout, output } = await runProcess({ executable, arguments: args }, options)
    if (exitCode === 0 && stdout.trim() !== '') return undefined
    return output.trim().split('\n').at(-1) || `ended with ${exitCode}`
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof TaskError)) throw error
    return error.likelyCause === undefined ? messageOf(error) : error.likelyCause.replace(/\.$/, '')
  }
}
