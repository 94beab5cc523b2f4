import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import * as path from 'node:path'
import { digestOf } from '../dependency-file/dependency-request.ts'
import { isAlive, isSame, thisJob, type Owner } from './owner.ts'

/** Longer than any job; for owners that cannot be asked. */
const A_WEEK_IN_MILLISECONDS = 7 * 24 * 3_600_000

/** Says that a job uses an environment, from now until the job's own process ends. Lies beside the environments. */
export function lease(directory: string, toolsDirectory: string, owner: Owner = thisJob()): void {
  const folder = folderOf(directory, toolsDirectory)
  mkdirSync(folder, { recursive: true })
  livingIn(folder)
  writeFileSync(path.join(folder, `${digestOf([JSON.stringify(owner)])}.json`), JSON.stringify(owner))
}

/** Whether a job that may still run uses the environment. */
export function isInUse(directory: string, toolsDirectory: string, by: 'anyone' | 'another job'): boolean {
  const folder = folderOf(directory, toolsDirectory)
  return livingIn(folder).some(file => by === 'anyone' || !isSame(ownerIn(file), thisJob()))
}

export function forgetLeases(directory: string, toolsDirectory: string): void {
  rmSync(folderOf(directory, toolsDirectory), { recursive: true, force: true })
}

const folderOf = (directory: string, toolsDirectory: string): string =>
  path.join(toolsDirectory, 'mlops-in-use', digestOf([path.resolve(directory)]))

/** Those that ended are forgotten on the way, so that no more files gather than jobs run. */
function livingIn(folder: string): string[] {
  const stats = statSync(folder, { throwIfNoEntry: false })
  const files = stats === undefined ? [] : readdirSync(folder).map(name => path.join(folder, name))
  return files.filter(file => {
    if (lives(file)) return true
    rmSync(file, { force: true })
    return false
  })
}

function lives(file: string): boolean {
  const seen = statSync(file, { throwIfNoEntry: false })
  if (seen === undefined) return false
  return isAlive(ownerIn(file), seen.mtimeMs, A_WEEK_IN_MILLISECONDS)
}

/** One that was torn in the writing belongs to a process that died in it. */
function ownerIn(file: string): Owner {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return nobody
    throw error
  }
}

const nobody: Owner = { host: hostname(), boot: '', numbering: '', pid: -1, started: '' }
