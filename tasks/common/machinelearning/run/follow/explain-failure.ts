import { TaskError } from '../../../errors.ts'
import type { RunDetails } from '../history/run-history.ts'
import type { FailedPart } from './step-follower.ts'

const LINES = 15

/** Why a job did not complete: the service's error, and the end of the log of the part that failed. */
export function explainFailure(name: string, details: RunDetails, part: FailedPart): TaskError {
  if (details.status === 'Canceled') return canceled(name)
  const where = part.step ? `Step ${part.step} of job ${name}` : `Job ${name}`
  const message = messageOf(part.details) ?? messageOf(details) ?? 'Azure gave no reason.'
  const lines = part.tail.slice(-LINES)
  const end = lines.length > 0 ? `\nThe end of its log:\n${lines.join('\n')}` : ''
  return new TaskError(`${where} ended as Failed. ${message}${end}`, adviceFor(message, lines))
}

const messageOf = (details: RunDetails | undefined): string | undefined => details?.error?.error?.message

function adviceFor(message: string, tail: readonly string[]): { cause: string; remedy: string } {
  const onlyBuilt = tail.length > 0 && tail.every(line => line.startsWith('image build | '))
  const buildFailed = onlyBuilt || /image build|environment/i.test(message)
  if (buildFailed) {
    return {
      cause: 'The environment of the job could not be built.',
      remedy:
        'Read the image build log above; correct the conda file (package names, versions, channels) or the image.',
    }
  }
  if (/exit(ed)? (with )?(status )?code|User process/i.test(message)) {
    return {
      cause: 'Your code ended with an error.',
      remedy: 'Read the end of its log above; the whole log is further up and in the studio.',
    }
  }
  return {
    cause: 'Azure Machine Learning could not run the job.',
    remedy: 'Open the job in the studio for its system logs.',
  }
}

const canceled = (name: string): TaskError =>
  new TaskError(`Job ${name} was cancelled.`, {
    cause: 'Somebody or something cancelled it in Azure Machine Learning; this task did not.',
    remedy: 'Run the pipeline again; the task then submits a new job.',
  })
