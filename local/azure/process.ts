import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import lockfile from 'proper-lockfile'
import { callControl, isAlive } from './control-client.ts'
import { DESCRIPTION_FILE, readDescription } from './description-file.ts'
import type { AzureDescription } from './description.ts'

export interface FindOrStartOptions {
  stateDirectory: string
  har?: string
  /** First of nine consecutive ports. Has no effect on one that runs already. */
  port?: number
  /** The caller means to leave it running; local Azure itself lives until `stop` in either case. */
  keep?: boolean
  /** URL prefix -> directory. */
  data?: Record<string, string>
}

const require = createRequire(import.meta.url)

const START_WITHIN = 60_000
const STOP_WITHIN = 30_000
const POLL = 50

/**
 * The local Azure of a state directory: the one that runs, or a new detached process that outlives its parent.
 *
 * @throws when it does not answer within a minute; the message ends with its log.
 */
export async function findOrStart(options: FindOrStartOptions): Promise<AzureDescription> {
  const stateDirectory = resolve(options.stateDirectory)
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 })
  return locked(stateDirectory, async () => {
    const running = await find(stateDirectory)
    return running ? adopt(running, options) : start({ ...options, stateDirectory })
  })
}

/** Ends the local Azure of a state directory; does nothing where none runs. */
export async function stop(stateDirectory: string): Promise<void> {
  const running = await find(resolve(stateDirectory))
  if (!running) return
  await tell(running, 'POST', '/stop')
  const deadline = Date.now() + STOP_WITHIN
  while (isRunning(running.pid)) {
    if (Date.now() > deadline)
      throw new Error(`Local Azure (pid ${running.pid}) did not end in ${STOP_WITHIN} ms.`)
    await delay(POLL)
  }
}

/** One starter at a time: two callers of one state directory get the same local Azure. */
async function locked<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const release = await lockfile.lock(directory, {
    stale: 10_000,
    retries: { forever: true, minTimeout: 50, maxTimeout: 500, maxRetryTime: START_WITHIN * 2 },
  })
  try {
    return await work()
  } finally {
    await release()
  }
}

/** Removes the description of one that was killed. */
async function find(stateDirectory: string): Promise<AzureDescription | undefined> {
  const described = readDescription(stateDirectory)
  if (!described) return undefined
  if (await isAlive(described)) return described
  rmSync(join(stateDirectory, DESCRIPTION_FILE), { force: true })
  return undefined
}

async function adopt(
  running: AzureDescription,
  { har, data }: FindOrStartOptions,
): Promise<AzureDescription> {
  if (har !== undefined) await tell(running, 'PUT', '/traffic', { file: resolve(har) })
  if (data !== undefined) await tell(running, 'PUT', '/data', data)
  return running
}

async function tell(running: AzureDescription, method: string, path: string, body?: object): Promise<void> {
  const answer = await callControl(running, method, path, body)
  if (answer.status >= 400)
    throw new Error(
      `Local Azure (pid ${running.pid}) refused ${method} ${path}: ${JSON.stringify(answer.body)}`,
    )
}

async function start(options: FindOrStartOptions): Promise<AzureDescription> {
  const { stateDirectory } = options
  const logFile = join(stateDirectory, 'azure.log')
  const log = openSync(logFile, 'a', 0o600)
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    [`--import=${pathToFileURL(require.resolve('tsx')).href}`, main, ...argumentsOf(options)],
    { detached: true, stdio: ['ignore', log, log] },
  )
  closeSync(log)
  child.unref()
  return untilDescribed(child, stateDirectory, logFile)
}

function argumentsOf({ stateDirectory, har, port, data = {} }: FindOrStartOptions): string[] {
  return [
    `--state=${stateDirectory}`,
    ...(har === undefined ? [] : [`--har=${resolve(har)}`]),
    ...(port === undefined ? [] : [`--port=${port}`]),
    ...Object.entries(data).map(([prefix, directory]) => `--data=${prefix}=${resolve(directory)}`),
  ]
}

async function untilDescribed(child: ChildProcess, stateDirectory: string, logFile: string) {
  const deadline = Date.now() + START_WITHIN
  let failure: Error | undefined
  child.once('error', error => (failure = error))
  for (;;) {
    const described = readDescription(stateDirectory)
    if (described?.pid === child.pid && described) return described
    if (failure || child.exitCode !== null || child.signalCode !== null || Date.now() > deadline)
      throw new Error(
        `Local Azure did not start (${failure?.message ?? `exit code ${child.exitCode}`}). The end of ${logFile}:\n${tail(logFile)}`,
      )
    await delay(POLL)
  }
}

const tail = (file: string): string => readFileSync(file, 'utf8').split('\n').slice(-20).join('\n')

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
