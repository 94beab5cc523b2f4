import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process as something that outlives the process can name it: a number alone is given to another one some day. */
export interface Owner {
  readonly host: string
  /** Which start of the machine it was, and which numbering of processes there; empty where the system has no such. */
  readonly boot: string
  readonly numbering: string
  readonly pid: number
  /** When the process started, in the system's own unit; empty where the system does not say. */
  readonly started: string
}

/** The process that this task is. */
export const thisTask = (): Owner => ownerOf(process.pid)

/**
 * The process that lives as long as the job: the agent's worker, which starts each task. In a container, into which
 * tasks are put from outside, that is the container's first process.
 */
export const thisJob = (): Owner => ownerOf(Math.max(process.ppid, 1))

export const ownerOf = (pid: number): Owner => ({ ...here(), pid, started: startOf(pid) ?? '' })

/**
 * Whether a process lives. One of another machine or container cannot be asked: it counts as living for `patience`
 * milliseconds after it was last heard of.
 */
export function isAlive(owner: Owner, heardOf: number, patience: number): boolean {
  const { host, boot, numbering } = here()
  const recently = Date.now() - heardOf < patience
  if (owner.host !== host) return recently
  if (owner.boot !== boot) return false
  if (owner.numbering !== numbering) return recently
  return isLinux ? startOf(owner.pid) === owner.started : isRunning(owner.pid)
}

export const isSame = (a: Owner, b: Owner): boolean => JSON.stringify(a) === JSON.stringify(b)

const isLinux = process.platform === 'linux'

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function here(): Pick<Owner, 'host' | 'boot' | 'numbering'> {
  return {
    host: hostname(),
    boot: isLinux ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : '',
    numbering: isLinux ? readlinkSync('/proc/self/ns/pid') : '',
  }
}

/** Undefined for a process that is not there, or has ended and is only not waited for. */
function startOf(pid: number): string | undefined {
  if (!isLinux) return undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
