import { TaskError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { lease } from './environment-lease.ts'
import { damageIn } from './environment-manifest.ts'
import { inspectFolder, type EnvironmentMarker, type FolderState } from './environment-marker.ts'
import { candidatesIn, type EnvironmentPlace } from './environment-place.ts'
import { Toolchain } from '../installer/toolchain.ts'
import { virtualEnvironment } from './virtual-environment.ts'

export interface WantedEnvironment {
  readonly place: EnvironmentPlace
  readonly key: string
  /** Digest of the local packages; undefined: made anew each time, because something may change under its name. */
  readonly sources: string | undefined
  /** What may change, where something may: the beginning of a sentence. */
  readonly moving: string | undefined
}

export type LookUp =
  | { readonly found: EnvironmentMarker; readonly directory: string }
  /** Why what is there cannot be used; undefined where nothing is there. */
  | { readonly found?: undefined; readonly obstacle: string | undefined; readonly damaged: boolean }

/** An environment as it is wanted, whole, and from now on in use by this job. */
export async function lookUp(wanted: WantedEnvironment, host: Host): Promise<LookUp> {
  let obstacle: string | undefined
  let damaged = false
  for (const directory of candidatesIn(wanted.place)) {
    const state = inspectFolder(directory)
    if (state === 'absent' || state === 'retired') continue
    const problem = await obstacleIn(directory, state, wanted, host)
    if (problem === undefined && isTaken(directory, wanted)) {
      return { found: state as EnvironmentMarker, directory }
    }
    obstacle = problem ?? obstacle
    damaged ||= problem?.includes(DAMAGED) ?? false
  }
  return { obstacle, damaged }
}

/** Says that this job uses it, then looks whether it was retired in the meantime. */
function isTaken(directory: string, { place }: WantedEnvironment): boolean {
  lease(directory, place.toolsDirectory)
  const state = inspectFolder(directory)
  return typeof state === 'object' && state.state === 'complete'
}

const DAMAGED = 'is damaged'

async function obstacleIn(
  directory: string,
  state: Exclude<FolderState, 'absent' | 'retired'>,
  wanted: WantedEnvironment,
  host: Host,
): Promise<string | undefined> {
  if (state === 'foreign') {
    if (wanted.place.kind === 'tool cache') return `The folder ${directory} lost its marker.`
    throw foreign(directory)
  }
  if (state.state === 'making') return `The environment in ${directory} was left half made.`
  if (state.key !== wanted.key) return `The environment in ${directory} was made for other dependencies.`
  if (state.installer === 'pip' && state.directory !== directory)
    return `The environment in ${directory} was moved here, which one made by pip does not bear.`
  if (wanted.sources === undefined) return `${wanted.moving ?? 'What was asked for'} may have changed.`
  if (state.sources !== wanted.sources) return 'The local packages among the dependencies have changed.'
  const starting = brokenPython(directory, host) // while the files are looked at: a warm step counts milliseconds
  const damage = damageIn(directory, state.files)
  const broken = await starting
  return damage ? `The environment in ${directory} ${DAMAGED}: ${damage}.` : broken
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

const foreign = (directory: string): TaskError =>
  new TaskError(`The folder ${directory} holds something that this task did not make.`, {
    cause: 'The input environmentDirectory names a folder that is in use.',
    remedy: 'Name an empty or new folder, or delete this one. Nothing in it was touched.',
  })
