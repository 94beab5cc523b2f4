import { attempt } from '../../azure/attempt.ts'
import type { Answer } from '../../azure/authenticated-door.ts'
import { isBusy } from '../../azure/is-busy.ts'
import { followOperation } from '../../azure/operation-poller.ts'
import type { AzureSession } from '../../azure/session.ts'
import { TaskError } from '../../errors.ts'
import { KEY_PROPERTY } from '../job/job-identity.ts'
import { isSettled } from './endpoint.ts'

/** An endpoint or a deployment that is made. */
export interface Creation {
  /** A noun phrase, as `Deployment blue`. */
  readonly what: string
  /** What is done, as `Creating deployment blue of endpoint chd`. */
  readonly doing: string
  /** The key of the step that makes it, which the resource bears. */
  readonly key: string | undefined
  readonly deadlineInMinutes: number
  send(): Promise<Answer<unknown>>
  find(): Promise<Made | undefined>
}

interface Made {
  readonly properties: {
    readonly provisioningState?: string
    readonly properties?: Readonly<Record<string, string>> | null
  }
}

const LOOK_AGAIN = 5000

/**
 * Makes it and waits until it is ready. Where the answer was lost, Azure refuses the repetition for as long as the creation
 * goes on that the request began; that one is then waited for.
 */
export async function createOnce(session: AzureSession, creation: Creation): Promise<void> {
  const { what, doing, deadlineInMinutes } = creation
  let answer: Answer<unknown>
  try {
    answer = await attempt(doing, () => creation.send())
  } catch (error) {
    if (isBusy(error) && isOwn(creation, await creation.find())) return untilMade(session, creation)
    throw error
  }
  await followOperation(session, answer, { what, deadlineInMinutes })
}

const isOwn = ({ key }: Creation, found: Made | undefined): boolean =>
  key !== undefined && found?.properties.properties?.[KEY_PROPERTY] === key

async function untilMade({ clock, log, signal }: AzureSession, creation: Creation): Promise<void> {
  const { what, deadlineInMinutes } = creation
  const end = clock.now() + deadlineInMinutes * 60_000
  log.info(`${what}: Azure's answer was lost on the way; its creation goes on.`)
  for (;;) {
    const found = await creation.find()
    const state = found?.properties.provisioningState
    if (found && !isSettled(state) && clock.now() < end) {
      await clock.sleep(LOOK_AGAIN, signal)
      continue
    }
    log.info(`${what}: ${state ?? 'gone'}`)
    if (state !== 'Succeeded') throw notMade(creation, state)
    return
  }
}

const notMade = ({ what, deadlineInMinutes }: Creation, state: string | undefined): TaskError =>
  new TaskError(
    `${what} was not made: it is ${state ?? 'gone'}${isSettled(state) ? '' : ` after ${deadlineInMinutes} minutes`}.`,
    {
      cause:
        'The answer that named the operation was lost on the way, and with it what Azure says of the reason.',
      remedy:
        "Look at the container's log above, if there is one, and at the activity log in the Azure portal; then run this stage again.",
    },
  )
