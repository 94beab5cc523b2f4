import { setTimeout as delay } from 'node:timers/promises'
import { type Progress, isFinal } from '../core/pace.ts'
import type { World } from '../core/world.ts'

/** What stands between a job and its node: the pace of local Azure, then a free node of its cluster. */
export interface JobQueue {
  /**
   * Resolves when the job has a node; the answer gives it back.
   *
   * @throws when the signal aborts first
   */
  enter(runId: string, computeName: string, signal: AbortSignal): Promise<() => void>
  /** Counts a client's read of the job, for a pace by reads. */
  read(runId: string): void
  /** Jobs that hold a node of this cluster. */
  running(computeName: string): number
}

const lookMilliseconds = 40

/** @param capacity nodes of a cluster; Infinity for serverless */
export function createJobQueue(world: World, capacity: (computeName: string) => number): JobQueue {
  const waiting = new Map<string, Progress>()
  const busy = new Map<string, number>()
  const running = (computeName: string) => busy.get(computeName.toLowerCase()) ?? 0
  const add = (computeName: string, nodes: number) =>
    busy.set(computeName.toLowerCase(), running(computeName) + nodes)
  const advance = (runId: string) => {
    const progress = waiting.get(runId)
    if (progress) waiting.set(runId, world.pace.read(progress))
  }
  const isDue = (runId: string) => {
    if (world.pace.get('job').kind !== 'reads') advance(runId)
    const progress = waiting.get(runId)
    return progress === undefined || isFinal(progress)
  }
  return {
    running,
    read: advance,
    async enter(runId, computeName, signal) {
      waiting.set(runId, world.pace.start('job', ['Queued', 'Running']))
      try {
        while (!isDue(runId) || running(computeName) >= capacity(computeName)) {
          await delay(lookMilliseconds, undefined, { signal })
        }
      } finally {
        waiting.delete(runId)
      }
      add(computeName, 1)
      return () => void add(computeName, -1)
    },
  }
}
