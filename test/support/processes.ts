import { spawnSync } from 'node:child_process'
import { systemClock } from '../../tasks/common/clock.ts'

/** Polls; fails after a minute. */
export async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !condition();) {
    if (Date.now() > deadline) throw new Error('the condition did not come true within a minute')
    await systemClock.sleep(20)
  }
}

/** A process that has ended but that nobody waited for (a zombie, in a container without an init) does not run. */
export function isRunning(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  return state !== '' && !state.startsWith('Z')
}
