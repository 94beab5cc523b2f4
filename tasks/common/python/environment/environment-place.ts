import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import * as path from 'node:path'
import { messageOf } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { forgetLeases, isInUse } from './environment-lease.ts'
import { inspectFolder, retire } from './environment-marker.ts'
import { isAlive, type Owner } from './owner.ts'

/** Longer than any installation; for makers that cannot be asked. */
const A_DAY_IN_MILLISECONDS = 24 * 3_600_000

/**
 * Where environments for one wish are. A folder that the user names holds one, made in place. In the tool cache each
 * is made in a new folder `<base>-<random>` and never made again there, because another job may be using it.
 */
export interface EnvironmentPlace {
  readonly base: string
  readonly kind: 'folder of the user' | 'tool cache'
  readonly toolsDirectory: string
}

/** The folders in which the wished environment may be. */
export function candidatesIn({ base, kind }: EnvironmentPlace): string[] {
  if (kind === 'folder of the user') return [base]
  const folder = path.dirname(base)
  const pattern = new RegExp(`^${path.basename(base)}-[0-9a-f]{8}$`)
  const names = existsSync(folder) ? readdirSync(folder).filter(name => pattern.test(name)) : []
  return names.sort().map(name => path.join(folder, name))
}

/** Where the next one is to be made. */
export const newFolderIn = ({ base, kind }: EnvironmentPlace): string =>
  kind === 'folder of the user' ? base : `${base}-${randomBytes(4).toString('hex')}`

/** Removes what `kept` took the place of, as far as nobody uses it; what somebody uses, a later run removes. */
export async function removeOthers(place: EnvironmentPlace, kept: string, host: Host): Promise<void> {
  for (const directory of candidatesIn(place).filter(directory => directory !== kept)) {
    try {
      if (await isFree(directory, place)) await removeEnvironment(directory, place)
    } catch (error) {
      host.log.debug(`${directory} stays for now: ${messageOf(error)}`)
    }
  }
}

/** Retires it before it looks whether it is in use: who takes it at this moment looks again after saying so. */
async function isFree(directory: string, { toolsDirectory }: EnvironmentPlace): Promise<boolean> {
  const state = inspectFolder(directory)
  if (typeof state === 'object' && state.maker && mayBeMaking(directory, state.maker)) return false
  if (typeof state === 'object' && state.state === 'complete') await retire(directory)
  return !isInUse(directory, toolsDirectory, 'anyone')
}

const mayBeMaking = (directory: string, maker: Owner): boolean =>
  isAlive(maker, statSync(directory).mtimeMs, A_DAY_IN_MILLISECONDS)

export async function removeEnvironment(
  directory: string,
  { toolsDirectory }: EnvironmentPlace,
): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 })
  forgetLeases(directory, toolsDirectory)
}
