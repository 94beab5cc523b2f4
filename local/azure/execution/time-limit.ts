import { parse, toSeconds } from 'iso8601-duration'

export interface TimeLimit {
  /** Aborts on cancellation and when the time is over. */
  signal: AbortSignal
  expired(): boolean
  clear(): void
}

/** @param duration ISO 8601, or null for no limit */
export function limitTime(duration: string | null, cancelled: AbortSignal): TimeLimit {
  if (duration === null) return { signal: cancelled, expired: () => false, clear() {} }
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), toSeconds(parse(duration)) * 1000)
  return {
    signal: AbortSignal.any([cancelled, over.signal]),
    expired: () => over.signal.aborted && !cancelled.aborted,
    clear: () => clearTimeout(timer),
  }
}
