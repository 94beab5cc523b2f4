import { parse, toSeconds } from 'iso8601-duration'

/** Milliseconds of an ISO 8601 duration such as `PT5S`. */
export const milliseconds = (duration: string): number => Math.round(toSeconds(parse(duration)) * 1000)
