import { TaskError } from '../../../errors.ts'
import type { RunDetails } from '../history/run-history.ts'
import { relevantLines, tellsWhy } from '../logs/relevant-lines.ts'
import type { LogTail } from '../logs/run-logs.ts'
import { advise } from './advise.ts'
import type { Part } from './part.ts'
import { serviceMessage, serviceReference } from './service-error.ts'

/**
 * Why a job did not complete: the service's error, and the lines that tell why from the log of the part that failed
 * first.
 */
export function explainFailure(
  job: RunDetails,
  tails: readonly LogTail[],
  parts: readonly Part[],
): TaskError {
  if (job.status === 'Canceled') return canceled(job)
  const failed = failedParts(parts)
  const [first] = failed
  const where = first ? `${named(first)} of job ${job.runId}` : `Job ${job.runId}`
  const message = serviceMessage(first?.details) ?? serviceMessage(job) ?? 'Azure gave no reason.'
  const ofPart = first?.logs.tails ?? []
  const log = logThatTells(ofPart.some(hasLines) ? ofPart : tails, message)
  const lines = log ? relevantLines(log.lines) : []
  const text = [
    `${where} ended as Failed. ${message}`,
    ...(lines.length > 0 ? [`${titleOf(log)}:`, ...lines] : ['It left no log.']),
    ...(failed.length > 1 ? [`Failed as well: ${failed.slice(1).map(named).join(', ')}.`] : []),
    ...serviceReference(first?.details ?? job),
  ]
  return new TaskError(text.join('\n'), advise(message, lines, log?.kind))
}

/** Those that failed by themselves, the first to end first; a parent fails because one of its parts does. */
function failedParts(parts: readonly Part[]): Part[] {
  const failed = parts.filter(({ details }) => details.status === 'Failed')
  const own = failed.filter(part => !failed.some(other => other.path.startsWith(`${part.path}/`)))
  const endOf = ({ details }: Part): string => details.endTimeUtc ?? ''
  return own.sort((a, b) => endOf(a).localeCompare(endOf(b)))
}

const named = ({ kind, path }: Part): string => (kind === 'step' ? `Step ${path}` : path.replace(/^t/, 'T'))

const hasLines = ({ lines }: LogTail): boolean => lines.length > 0

/** Of several processes the first whose own log has the reason; the build's log where nothing else was written. */
function logThatTells(tails: readonly LogTail[], message: string): LogTail | undefined {
  const withLines = tails.filter(hasLines)
  const user = withLines.filter(({ kind }) => kind === 'user')
  const build = withLines.find(({ kind }) => kind === 'build')
  if (build && (user.length === 0 || /image build/i.test(message))) return build
  return user.find(({ lines }) => tellsWhy(lines)) ?? user.at(0) ?? withLines.at(0)
}

function titleOf(log: LogTail | undefined): string {
  if (log?.kind === 'build') return 'From the log of the image build'
  return log?.label ? `From the log of ${log.label}` : 'From its log'
}

function canceled({ runId, error }: RunDetails): TaskError {
  const why = error?.error?.message
  return new TaskError(`Job ${runId} was cancelled.${why ? ` ${why}` : ''}`, {
    cause: 'Somebody or something cancelled it in Azure Machine Learning; this task did not.',
    remedy: 'Run the pipeline again; the task then submits a new job.',
  })
}
