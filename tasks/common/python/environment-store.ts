import { rm } from 'node:fs/promises'
import { CancelledError, TaskError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import {
  inspectFolder,
  makingMarker,
  writeMarker,
  type EnvironmentMarker,
  type FolderState,
} from './environment-marker.ts'
import { exclusively } from './exclusive.ts'
import { Toolchain } from './toolchain.ts'
import { countInstalled, virtualEnvironment } from './virtual-environment.ts'

export interface WantedEnvironment {
  readonly directory: string
  readonly key: string
  /** False: made anew each time, because its sources may have changed under the same words. */
  readonly reusable: boolean
}

export type Contents = Pick<EnvironmentMarker, 'installer' | 'python' | 'packages' | 'problems'>

/** Fills a folder that is empty but for the marker. */
export type Maker = (signal: AbortSignal) => Promise<Contents>

export interface ObtainedEnvironment extends Contents {
  readonly cacheHit: boolean
}

/**
 * The environment, from the cache or made now. Only one job at a time makes it; whatever ends the making early, a
 * failure or a cancellation, leaves no folder behind. One that a killed agent left half made is made anew.
 */
export async function obtainEnvironment(
  wanted: WantedEnvironment,
  host: Host,
  make: Maker,
): Promise<ObtainedEnvironment> {
  const ready = await lookUp(wanted, host)
  if (ready.contents) return { ...ready.contents, cacheHit: true }
  return guarded(wanted, host, () =>
    exclusively(wanted.directory, host, async signal => {
      const now = await lookUp(wanted, host)
      if (now.contents) return { ...now.contents, cacheHit: true }
      if (now.obstacle) host.log.info(now.obstacle)
      return { ...(await makeAnew(wanted, signal, make)), cacheHit: false }
    }),
  )
}

interface LookUp {
  readonly contents?: Contents
  /** Why what is there cannot be used; undefined where nothing is there. */
  readonly obstacle?: string
}

async function lookUp(wanted: WantedEnvironment, host: Host): Promise<LookUp> {
  const state = inspectFolder(wanted.directory)
  if (state === 'absent') return {}
  const obstacle =
    obstacleIn(state, wanted) ??
    missingPackages(wanted.directory, state) ??
    (await brokenPython(wanted.directory, host))
  return obstacle ? { obstacle: `${obstacle} It is made anew.` } : { contents: state as EnvironmentMarker }
}

function obstacleIn(state: Exclude<FolderState, 'absent'>, wanted: WantedEnvironment): string | undefined {
  if (state === 'foreign') throw foreign(wanted.directory)
  if (state.state === 'making') return `The environment in ${wanted.directory} was left half made.`
  if (state.key !== wanted.key)
    return `The environment in ${wanted.directory} was made for other dependencies.`
  if (state.installer === 'pip' && state.directory !== wanted.directory)
    return `The environment in ${wanted.directory} was moved here, which one made by pip does not bear.`
  if (!wanted.reusable) return 'The dependencies name local packages, which may have changed.'
  return undefined
}

/** What a half-restored cache looks like. */
function missingPackages(directory: string, state: FolderState): string | undefined {
  const listed = typeof state === 'object' ? state.packages.length : 0
  if (countInstalled(directory) >= listed) return undefined
  return `The environment in ${directory} lacks packages that were installed into it.`
}

async function brokenPython(directory: string, host: Host): Promise<string | undefined> {
  const { python } = virtualEnvironment(directory)
  const problem = `The Python of the environment in ${directory} does not start.`
  try {
    const { exitCode } = await new Toolchain(host).run({ executable: python, arguments: ['-I', '-c', ''] })
    return exitCode === 0 ? undefined : problem
  } catch (error) {
    if (error instanceof TaskError) return problem
    throw error
  }
}

async function makeAnew(wanted: WantedEnvironment, signal: AbortSignal, make: Maker): Promise<Contents> {
  const { directory, key } = wanted
  await rm(directory, { recursive: true, force: true })
  try {
    await writeMarker(directory, makingMarker(key, directory))
    const contents = await make(signal)
    if (signal.aborted) throw new CancelledError('Making the environment')
    await writeMarker(directory, { state: 'complete', key, directory, ...contents })
    return contents
  } catch (error) {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    throw error
  }
}

/** Keeps the runner, which ends the process when the pipeline is cancelled, waiting until nothing half made is left. */
async function guarded<T>(wanted: WantedEnvironment, host: Host, body: () => Promise<T>): Promise<T> {
  const work = body()
  const settled = work.then(
    () => undefined,
    () => undefined,
  )
  const dispose = host.onCancel({
    what: `stop the installer and remove the half-made environment ${wanted.directory}`,
    run: () => settled,
  })
  try {
    return await work
  } finally {
    dispose()
  }
}

const foreign = (directory: string): TaskError =>
  new TaskError(`The folder ${directory} holds something that this task did not make.`, {
    cause: 'The input environmentDirectory names a folder that is in use.',
    remedy: 'Name an empty or new folder, or delete this one. Nothing in it was touched.',
  })
