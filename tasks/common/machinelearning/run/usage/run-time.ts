import type { RunDetails } from '../history/run-history.ts'

/** Time that nodes were given to one run. */
export interface RunTime {
  readonly target: string
  readonly vmSize: string | undefined
  readonly nodes: number
  /** Seconds that each node was busy. */
  readonly seconds: number
  /** Milliseconds since the epoch; equal where run history does not tell both. */
  readonly start: number
  readonly end: number
}

/** From run history; undefined for a run that never had a node. */
export function runTime(details: RunDetails): RunTime | undefined {
  const start = Date.parse(details.startTimeUtc ?? '')
  if (Number.isNaN(start)) return undefined
  const told = durationSeconds(details.computeDuration)
  const ended = Date.parse(details.endTimeUtc ?? '')
  const end = Number.isNaN(ended) ? start + (told ?? 0) * 1000 : ended
  const { compute, runDefinition, computeRequest } = details
  return {
    target: compute?.target ?? details.target ?? 'serverless',
    vmSize: compute?.vmSize ?? undefined,
    nodes: compute?.instanceCount ?? runDefinition?.nodeCount ?? computeRequest?.nodeCount ?? 1,
    seconds: told || Math.max(0, (end - start) / 1000),
    start,
    end,
  }
}

/** `[d.]hh:mm:ss[.fffffff]`, as .NET writes a span of time -> seconds. */
export function durationSeconds(text: string | null | undefined): number | undefined {
  const match = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '')
  if (!match) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map(part => Number(part || 0))
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
}

/** The most nodes that these runs had at the same time. */
export function peakNodes(times: readonly RunTime[]): number {
  return Math.max(
    0,
    ...times.map(({ start }) =>
      times
        .filter(other => other.start === start || (other.start < start && start < other.end))
        .reduce((sum, { nodes }) => sum + nodes, 0),
    ),
  )
}
