import { readdirSync, readFileSync } from 'node:fs'

/**
 * How many containers run on this machine for a local Azure: each has a port of its own among its variables, and paths
 * below the state directory.
 */
export function servingContainers(stateDirectory: string): number {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  const variables = pids.map(variablesOf).filter(text => text.includes(stateDirectory))
  const ports = variables.flatMap(text => /(?:^|\0)MLOPS_PORT=(\d+)/.exec(text)?.[1] ?? [])
  return new Set(ports).size
}

/** Nothing for a process that ended meanwhile or is somebody else's. */
function variablesOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
