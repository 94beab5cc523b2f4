import { asAzureError, attempt } from '../../azure/attempt.ts'
import { TaskError } from '../../errors.ts'
import { guidOf } from '../../machinelearning/guid.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import { DEFAULT_DATASTORE, openDatastore } from '../../machinelearning/datastore/datastore.ts'
import { LeasedLock, noLock, type EndpointLock } from './endpoint-lock.ts'
import { heldClock } from './held-clock.ts'
import { LeasedBlob } from './leased-blob.ts'
import { readRecord, type Holder } from './record.ts'

const PATIENCE_IN_MINUTES = 15
const LOOK_AGAIN = 5000

/** A workspace on one of whose endpoints this run alone works: its every wait keeps the lock. */
export interface HeldEndpoint {
  readonly workspace: Workspace
  readonly lock: EndpointLock
}

/**
 * Takes an endpoint for this run, waiting for another at most a quarter of an hour. Endpoints answer no ETag and know
 * no lock, and a claim in their tags could be overwritten by who read them before; a lease in the workspace's own blob
 * store is given by the storage service to one asker only, and ends by itself a minute after its holder died.
 */
export async function takeEndpoint(
  workspace: Workspace,
  endpoint: string,
  holder: Holder,
): Promise<HeldEndpoint> {
  const { clock, log, signal } = workspace.session
  const end = clock.now() + PATIENCE_IN_MINUTES * 60_000
  for (let last = ''; ;) {
    const tried = await tryToTake(workspace, endpoint, holder)
    if ('lock' in tried) return held(workspace, tried.lock)
    if (clock.now() > end) throw busy(endpoint, tried.other)
    if (tried.other !== last) log.info(`${tried.other} works on endpoint ${endpoint}; waiting for it to end.`)
    last = tried.other
    await clock.sleep(LOOK_AGAIN, signal)
  }
}

/** Takes the endpoint if nobody else has it; else says who. */
export async function tryToTake(
  workspace: Workspace,
  endpoint: string,
  holder: Holder,
): Promise<{ readonly lock: EndpointLock } | { readonly other: string }> {
  const { clock, log, signal } = workspace.session
  const what = `Locking endpoint ${endpoint} in data store ${DEFAULT_DATASTORE}`
  try {
    return await attempt(what, async () => {
      const blob = await openLock(workspace, endpoint, holder)
      const isTaken = await blob.acquire()
      const found = readRecord(await blob.read())
      if (!isTaken) return { other: found?.holder.title ?? 'Another run' }
      const lock = new LeasedLock({ blob, clock, holder, endpoint, found, signal })
      await lock.note(found?.unfinished ?? null)
      lock.beat()
      return { lock }
    })
  } catch (error) {
    if (!isDenied(error)) throw error
    log.warning(deniedWarning(endpoint))
    return { lock: noLock }
  }
}

export const held = (workspace: Workspace, lock: EndpointLock): HeldEndpoint => {
  const { session } = workspace
  const clock = heldClock(session.clock, () => lock.keep())
  const door = session.door.guardedBy(() => lock.hold())
  return { lock, workspace: { ...workspace, session: { ...session, clock, door } } }
}

async function openLock(workspace: Workspace, endpoint: string, { key }: Holder): Promise<LeasedBlob> {
  const { container } = await openDatastore(workspace, DEFAULT_DATASTORE)
  const name = `mlops/rollouts/${endpoint.toLowerCase()}.json`
  return new LeasedBlob(container, name, guidOf(key), workspace.session.signal)
}

/** 403: no role on the data, or a firewall. Any other refusal may pass, and is no reason to work without a lock. */
const isDenied = (error: unknown): boolean =>
  (asAzureError(error) ?? asAzureError(error instanceof Error ? error.cause : undefined))?.status === 403

const deniedWarning = (endpoint: string): string =>
  [
    `The service connection may not write to data store ${DEFAULT_DATASTORE}, so endpoint ${endpoint} cannot be locked and no record kept there:`,
    'a second run at the same time is only noticed when it has changed something, and what a lost run left is not told to the next.',
    'Give the identity of the connection the role Storage Blob Data Contributor on the storage account of the workspace.',
  ].join(' ')

const busy = (endpoint: string, other: string): TaskError =>
  new TaskError(`${other} still works on endpoint ${endpoint} after ${PATIENCE_IN_MINUTES} minutes.`, {
    cause: 'Two roll-outs to one endpoint at once would mix their traffic, so only one goes on at a time.',
    remedy:
      'Run this stage again when the other one has ended. An exclusive lock check on the environment keeps pipelines apart. Should the other one be dead, its lock ends by itself within a minute.',
  })
