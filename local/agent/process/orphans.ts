import { readdir, readFile } from 'node:fs/promises'

/**
 * Ends the processes that a job left behind, known by the mark in their environment.
 * Only Linux shows the environment of other processes to us without a helper; elsewhere nothing is done.
 * @returns ids of the processes that were ended
 */
export async function endOrphans(lookupId: string): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const ids = (await readdir('/proc')).map(Number).filter(id => Number.isInteger(id) && id !== process.pid)
  const found = await Promise.all(ids.map(async id => ((await isMarked(id, lookupId)) ? id : undefined)))
  const orphans = found.filter(id => id !== undefined)
  for (const id of orphans) endProcess(id)
  return orphans
}

async function isMarked(id: number, lookupId: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${id}/environ`, 'utf8')
    return environment.split('\0').includes(`VSTS_PROCESS_LOOKUP_ID=${lookupId}`)
  } catch {
    // The process has ended, or belongs to somebody else.
    return false
  }
}

function endProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ESRCH') throw error
  }
}
