import { rm } from 'node:fs/promises'
import { CancelledError, TaskError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { isInUse, lease } from './environment-lease.ts'
import { lookUp, type WantedEnvironment } from './environment-look-up.ts'
import { writeManifest } from './environment-manifest.ts'
import { makingMarker, writeMarker, type EnvironmentMarker } from './environment-marker.ts'
import { newFolderIn, removeEnvironment, removeOthers } from './environment-place.ts'
import { exclusively } from './exclusive.ts'

export type Contents = Pick<EnvironmentMarker, 'installer' | 'python' | 'packages' | 'problems'>

export interface Making {
  /** Empty but for the marker. */
  readonly directory: string
  /** Whether what the installer keeps of earlier downloads is as good as new. */
  readonly trustsCache: boolean
  readonly signal: AbortSignal
}

/** Fills a folder. */
export type Maker = (making: Making) => Promise<Contents>

export interface ObtainedEnvironment extends Contents {
  readonly directory: string
  readonly cacheHit: boolean
}

/**
 * The environment, from the cache or made now. Only one job at a time makes it; whatever ends the making early, a
 * failure or a cancellation, leaves no folder behind. One that a killed agent left half made is made anew. Until the
 * job has ended, nobody makes the environment anew or removes it.
 */
export async function obtainEnvironment(
  wanted: WantedEnvironment,
  host: Host,
  make: Maker,
): Promise<ObtainedEnvironment> {
  const ready = await lookUp(wanted, host)
  if (ready.found) return { ...ready.found, directory: ready.directory, cacheHit: true }
  return guarded(wanted, host, () =>
    exclusively(wanted.place.base, host, async signal => {
      const now = await lookUp(wanted, host)
      if (now.found) return { ...now.found, directory: now.directory, cacheHit: true }
      if (now.obstacle) host.log.info(`${now.obstacle} It is made anew.`)
      const made = await makeAnew(
        wanted,
        making => make({ ...making, trustsCache: !now.damaged, signal }),
        signal,
      )
      await removeOthers(wanted.place, made.directory, host)
      return { ...made, cacheHit: false }
    }),
  )
}

async function makeAnew(
  wanted: WantedEnvironment,
  make: (making: Pick<Making, 'directory'>) => Promise<Contents>,
  signal: AbortSignal,
): Promise<Contents & { readonly directory: string }> {
  const { place, key, sources = '' } = wanted
  const directory = newFolderIn(place)
  if (isInUse(directory, place.toolsDirectory, 'another job')) throw inUse(directory)
  await rm(directory, { recursive: true, force: true })
  try {
    const marker = makingMarker(directory)
    await writeMarker(directory, marker)
    const contents = await make({ directory })
    if (signal.aborted) throw new CancelledError('Making the environment')
    const files = await writeManifest(directory)
    lease(directory, place.toolsDirectory)
    const complete = { ...marker, ...contents, key, sources, files, maker: undefined }
    await writeMarker(directory, { ...complete, state: 'complete' })
    return { ...contents, directory }
  } catch (error) {
    await removeEnvironment(directory, place)
    throw error
  }
}

/** Keeps the runner, which ends the process when the pipeline is cancelled, waiting until nothing half made is left. */
async function guarded<T>({ place }: WantedEnvironment, host: Host, body: () => Promise<T>): Promise<T> {
  const work = body()
  const settled = work.then(
    () => undefined,
    () => undefined,
  )
  const dispose = host.onCancel({
    what: `stop the installer and remove the half-made environment ${place.base}`,
    run: () => settled,
  })
  try {
    return await work
  } finally {
    dispose()
  }
}

const inUse = (directory: string): TaskError =>
  new TaskError(`The environment in ${directory} is in use by another job, and would have to be made anew.`, {
    cause: 'Jobs on this agent share the folder that environmentDirectory names, for different dependencies.',
    remedy:
      'Leave environmentDirectory blank, or name a folder of the job, as $(Pipeline.Workspace)/environment. ' +
      'Nothing in the folder was touched.',
  })
