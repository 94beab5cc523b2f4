import { isTerminal } from '../../job/jobs.ts'

const WAITING = ['NotStarted', 'Starting', 'Provisioning', 'Preparing', 'Queued']

/** Before its first Running a job waits: for its image, a node, a place in the queue. */
export const isWaiting = (status: string): boolean => WAITING.includes(status)

/** Whether this state shows that the job's work has begun. */
export const hasBegun = (status: string): boolean =>
  ['Running', 'Finalizing'].includes(status) || isTerminal(status)

const UNCLEAR: Readonly<Record<string, string>> = {
  CancelRequested: 'Somebody asked to cancel it; it is followed until it has ended.',
  NotResponding: 'Its node gives no sign of life. It may come back: it is followed until it is clear.',
  Paused: 'It was paused; it is followed until it goes on or ends.',
}

/** What a reader should know of a state that is neither progress nor an end; undefined for every other. */
export const unclear = (status: string): string | undefined => UNCLEAR[status]
