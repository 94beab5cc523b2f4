import { TaskError } from '../../errors.ts'
import { failedInstruction } from './failed-instruction.ts'

const LINES = 25

export interface FailedBuild {
  /** As `Build ca1` or `The build by docker`. */
  readonly build: string
  readonly status: string
  readonly message: string | undefined
  /** The log as far as it is kept, oldest line first. */
  readonly log: readonly string[]
}

/** A build that did not succeed: the instruction at which it stopped and the end of its log. */
export function explainFailure({ build, status, message, log }: FailedBuild): TaskError {
  if (status === 'Canceled') {
    return new TaskError(`${build} was cancelled.`, {
      cause: 'Somebody cancelled it in the registry; this task did not.',
      remedy: 'Run the pipeline again.',
    })
  }
  const instruction = failedInstruction(log)
  if (status === 'Timeout') {
    return new TaskError(`${build} ran out of time${instruction ? ` at ${instruction}` : ''}.${endOf(log)}`, {
      remedy:
        'Give it more by buildTimeoutInMinutes; or make the image smaller, or its dependencies quicker to install (wheels rather than sources).',
    })
  }
  const where = instruction ? `at ${instruction}` : 'before its first instruction'
  return new TaskError(
    `${build} failed ${where}. ${message ?? ''}${endOf(log)}`,
    adviceFor(instruction ?? '', log),
  )
}

export const endOf = (log: readonly string[]): string =>
  log.length > 0 ? `\nThe end of its log:\n${log.slice(-LINES).join('\n')}` : ''

function adviceFor(instruction: string, log: readonly string[]): { cause: string; remedy: string } {
  if (/uv pip install|pip install/.test(instruction)) {
    return {
      cause: 'A dependency could not be installed.',
      remedy: 'Read the lines above; correct names and versions in the conda or requirements file.',
    }
  }
  if (
    /FROM /.test(instruction) ||
    log.some(line => /manifest unknown|pull access denied|unauthorized/i.test(line))
  ) {
    return {
      cause: 'The base image could not be pulled.',
      remedy:
        "Correct 'image', and where it is private give the build access to it: registryCredentials, or registryIdentity for the registry's own builds.",
    }
  }
  return {
    cause: 'The builder could not carry out the instruction.',
    remedy: 'Read the lines above; the whole log is further up.',
  }
}
