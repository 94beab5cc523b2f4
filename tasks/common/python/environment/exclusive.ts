import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import * as path from 'node:path'
import { lock } from 'proper-lockfile'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { isAlive, thisTask, type Owner } from './owner.ts'

const PATIENCE_IN_MILLISECONDS = 45 * 60_000
const HEARTBEAT_IN_MILLISECONDS = 5_000
/** Without a heartbeat for so long, an owner that cannot be asked counts as dead. */
const SILENCE_IN_MILLISECONDS = 120_000

/**
 * Runs `body` while no other job on this agent works on `target`. The file `<target>.owner` says who does; that of a
 * dead process is taken over at once, that of a living one never, however long it was stopped or asleep.
 */
export async function exclusively<T>(
  target: string,
  host: Host,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const file = `${target}.owner`
  mkdirSync(path.dirname(target), { recursive: true })
  await acquire(target, file, host)
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_IN_MILLISECONDS).unref()
  try {
    return await body(host.signal)
  } finally {
    clearInterval(heartbeat)
    rmSync(file, { force: true })
  }
}

async function acquire(target: string, file: string, host: Host): Promise<void> {
  const start = host.clock.now()
  for (let told = false; !(await claim(file)); told = true) {
    if (host.clock.now() - start > PATIENCE_IN_MILLISECONDS) throw tooLong(target)
    if (!told) host.log.info(`Another job on this agent works on ${target}: waiting for it.`)
    await host.clock.sleep(250, host.signal)
  }
}

/** The lock is held only for the moment of looking and writing; who dies in it holds the others up for five seconds. */
async function claim(file: string): Promise<boolean> {
  const unlock = await lock(file, { realpath: false, stale: 5_000, retries: waits }).catch(unlessLocked)
  if (!unlock) return false
  try {
    if (isTaken(file)) return false
    writeFileSync(`${file}.new`, JSON.stringify(thisTask()))
    renameSync(`${file}.new`, file)
    return true
  } finally {
    await unlock()
  }
}

const waits = { retries: 100, minTimeout: 20, maxTimeout: 100 }

function unlessLocked(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
}

function isTaken(file: string): boolean {
  const owner = readOwner(file)
  if (owner === undefined) return false
  const heardOf = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return isAlive(owner, heardOf, SILENCE_IN_MILLISECONDS)
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** A file that somebody deleted is not written again, and no reason to end what is being done. */
function touch(file: string): void {
  const now = new Date()
  if (existsSync(file)) utimesSync(file, now, now)
}

const tooLong = (target: string): TaskError =>
  new TaskError(`Another job kept ${target} for longer than three quarters of an hour.`, {
    cause: 'It hangs, or very many jobs wait for the same environment.',
    remedy: `End that job, or delete ${target}.owner when no job runs on this agent.`,
  })
