import { isDeepStrictEqual } from 'node:util'

/** Where two JSON values part: the keys that lead there, joined, and what each has (undefined: nothing). */
export interface Difference {
  readonly at: string
  readonly theirs: unknown
  readonly ours: unknown
}

/** The smallest parts in which two JSON values differ. */
export function differences(theirs: unknown, ours: unknown, at: readonly string[] = []): Difference[] {
  if (isDeepStrictEqual(theirs, ours)) return []
  if (!isRecord(theirs) || !isRecord(ours)) return [{ at: at.join(' > '), theirs, ours }]
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)])
  return [...keys].sort().flatMap(key => differences(theirs[key], ours[key], [...at, key]))
}

export const describeDifference = ({ at, theirs, ours }: Difference): string =>
  `${at}\n      theirs ${show(theirs)}\n      ours   ${show(ours)}`

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
