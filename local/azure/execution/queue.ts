import { setTimeout as delay } from 'node:timers/promises'
import { type Progress, isFinal } from '../core/pace.ts'
import type { World } from '../core/world.ts'
import type { RunStatus } from '../run-history/run-document.ts'

/** What stands between a job and its nodes: the pace of local Azure, then free nodes of its cluster. */
export interface JobQueue {
  /**
   * Resolves when the job has its nodes; the answer gives them back.
   *
   * @throws when the signal aborts first
   */
  enter(runId: string, computeName: string, nodes: number, signal: AbortSignal): Promise<() => void>
  /**
   * Keeps the job in a state for as long as the pace `job.{state}` says.
   *
   * @throws when the signal aborts first
   */
  linger(runId: string, state: RunStatus, signal?: AbortSignal): Promise<void>
  /** Counts a client's read of the job, for a pace by reads. */
  read(runId: string): void
  /** Nodes of this cluster that jobs hold. */
  running(computeName: string): number
  /** Ends every lingering: local Azure closes. */
  release(): void
}

const lookMilliseconds = 40

/** @param capacity nodes of a cluster; Infinity for serverless */
export function createJobQueue(world: World, capacity: (computeName: string) => number): JobQueue {
  const waiting = new Map<string, Progress>()
  const busy = new Map<string, number>()
  /** Jobs that only wait for nodes, by cluster: who came first is first. */
  const lines = new Map<string, string[]>()
  let releases = 0
  const running = (computeName: string) => busy.get(computeName.toLowerCase()) ?? 0
  const add = (computeName: string, nodes: number) =>
    busy.set(computeName.toLowerCase(), running(computeName) + nodes)
  const lineOf = (computeName: string): string[] => {
    const line = lines.get(computeName.toLowerCase()) ?? []
    lines.set(computeName.toLowerCase(), line)
    return line
  }
  const advance = (runId: string) => {
    const progress = waiting.get(runId)
    if (progress) waiting.set(runId, world.pace.read(progress))
  }
  const isDue = (runId: string) => {
    const progress = waiting.get(runId)
    if (progress && world.pace.get(progress.kind).kind !== 'reads') advance(runId)
    const after = waiting.get(runId)
    return after === undefined || isFinal(after)
  }
  const wait = async (runId: string, kind: string, isFree: () => boolean, signal?: AbortSignal) => {
    const before = releases
    waiting.set(runId, world.pace.start(kind, ['waiting', 'done']))
    try {
      while (before === releases && !(isDue(runId) && isFree())) {
        await delay(lookMilliseconds, undefined, signal && { signal })
      }
    } finally {
      waiting.delete(runId)
    }
    signal?.throwIfAborted()
  }
  return {
    running,
    read: advance,
    release: () => void (releases += 1),
    linger: (runId, state, signal) => wait(runId, `job.${state}`, () => true, signal),
    async enter(runId, computeName, nodes, signal) {
      const line = lineOf(computeName)
      const isNext = () => {
        if (capacity(computeName) === Infinity) return true
        if (!line.includes(runId)) line.push(runId)
        return line[0] === runId && running(computeName) + nodes <= capacity(computeName)
      }
      try {
        await wait(runId, 'job', isNext, signal)
      } finally {
        if (line.includes(runId)) line.splice(line.indexOf(runId), 1)
      }
      add(computeName, nodes)
      return () => void add(computeName, -nodes)
    },
  }
}
