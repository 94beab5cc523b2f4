import { explainAzureError } from '../../azure/explain-azure-error.ts'
import type { AzureError } from '../../azure/azure-error.ts'
import { TaskError } from '../../errors.ts'

const LINES = 25
const STEP = /\bstep (\d+)\/(\d+) ?: (.*)$/i

/** A refusal to build as an error for people; undefined where Azure did not answer at all. */
export function explainRefusal(registry: string, error: AzureError | undefined): TaskError | undefined {
  if (!error) return undefined
  if (error.code !== 'TasksOperationsNotAllowed') {
    return explainAzureError(`Starting a build in registry ${registry}`, error)
  }
  return new TaskError(
    `Registry ${registry} may not build images: its build service is closed for this subscription.`,
    {
      cause:
        'Azure does not open it for free, student, sponsored and some other subscriptions; no role changes that.',
      remedy:
        'Ask Microsoft to open it (a support request by https://aka.ms/azuresupport that names "ACR Tasks"), or set azureContainerRegistry to a registry in a subscription that is paid by use.',
      error,
    },
  )
}

export interface FailedBuild {
  readonly run: string
  readonly status: string
  readonly message: string | undefined
  /** The log as far as it is kept, oldest line first. */
  readonly log: readonly string[]
}

/** A build that did not succeed: the instruction at which it stopped and the end of its log. */
export function explainBuild({ run, status, message, log }: FailedBuild): TaskError {
  if (status === 'Canceled') {
    return new TaskError(`Build ${run} was cancelled.`, {
      cause: 'Somebody cancelled it in the registry; this task did not.',
      remedy: 'Run the pipeline again.',
    })
  }
  if (status === 'Timeout') {
    return new TaskError(`Build ${run} ran out of time.${endOf(log)}`, {
      remedy: 'Make the image smaller, or its dependencies quicker to install (wheels rather than sources).',
    })
  }
  const instruction = failedInstruction(log)
  const where = instruction ? `at ${instruction}` : 'before its first instruction'
  return new TaskError(
    `Build ${run} failed ${where}. ${message ?? ''}${endOf(log)}`,
    adviceFor(instruction ?? '', log),
  )
}

/** The last instruction that the log names: builders stop at the one that fails. */
export function failedInstruction(log: readonly string[]): string | undefined {
  const found = log.findLast(line => STEP.test(line))
  const [, number, total, instruction] = STEP.exec(found ?? '') ?? []
  return instruction === undefined
    ? undefined
    : `step ${number} of ${total}: ${shortened(instruction.trim())}`
}

const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)} ...` : text)

const endOf = (log: readonly string[]): string =>
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
      remedy: "Correct 'image', and give the registry access to it where it is private.",
    }
  }
  return {
    cause: 'The build service could not carry out the instruction.',
    remedy: 'Read the lines above; the whole log is further up.',
  }
}
