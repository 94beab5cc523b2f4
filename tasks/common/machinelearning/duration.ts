import { parse, toSeconds } from 'iso8601-duration'

/** Whole seconds -> an ISO 8601 duration in the largest units, as the official client writes time limits: `P1DT1H30M`. */
export function isoDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  const time = `${unit(hours % 24, 'H')}${unit(minutes % 60, 'M')}${unit(seconds % 60, 'S')}`
  const whole = `${unit(days, 'D')}${time && `T${time}`}`
  return whole === '' ? 'PT0S' : `P${whole}`
}

/** Milliseconds -> an ISO 8601 duration: `PT0.5S`, `PT1M30.25S`. */
export function isoMilliseconds(milliseconds: number): string {
  const fraction = milliseconds % 60_000
  const whole = milliseconds - fraction
  if (fraction % 1000 === 0) return isoDuration(milliseconds / 1000)
  const above = whole === 0 ? 'PT' : isoDuration(whole / 1000)
  return `${above.includes('T') ? above : `${above}T`}${fraction / 1000}S`
}

const unit = (count: number, letter: string): string => (count === 0 ? '' : `${count}${letter}`)

/** An ISO 8601 duration -> seconds. */
export const secondsOf = (duration: string): number => toSeconds(parse(duration))

/** Seconds for a reader: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function readableSeconds(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
