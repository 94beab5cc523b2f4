import { parse, toSeconds } from 'iso8601-duration'

/** Seconds -> an ISO 8601 duration, as Azure writes time limits. */
export const isoDuration = (seconds: number): string => `PT${seconds}S`

/** An ISO 8601 duration -> seconds. */
export const secondsOf = (duration: string): number => toSeconds(parse(duration))

/** Seconds for a reader: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function readableSeconds(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
