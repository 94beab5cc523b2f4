const LAST = 15
const LONGEST = 30
const TRACEBACK = 'Traceback (most recent call last):'
const CHAINED = /^(During handling of the above exception|The above exception was the direct cause)/
/** Errors by which a launcher of processes tells that one of them failed: never the reason itself. */
const LAUNCHER = /ChildFailedError|CalledProcessError|^SystemExit/
const SPEAKING =
  /\b\w*(Error|Exception)\b[:(]|\b(fatal|killed|core dumped|segmentation fault|out of memory|no space left)\b/i

/**
 * Of the lines of a failed process, those that tell why: the last Python traceback with what it was raised from, else
 * the surroundings of the last line that speaks of an error, else the end.
 */
export function relevantLines(lines: readonly string[]): string[] {
  const tracebacks = findTracebacks(lines)
  const chosen = tracebacks.findLast(({ reason }) => !LAUNCHER.test(reason)) ?? tracebacks.at(-1)
  if (chosen) return shortened(lines.slice(chosen.start, chosen.end))
  const error = lines.findLastIndex(line => SPEAKING.test(line))
  return error < 0 || error >= lines.length - LAST
    ? lines.slice(-LAST)
    : lines.slice(Math.max(0, error - 9), error + 6)
}

/** Whether the lines hold the reason itself and not only a launcher's word that something failed. */
export const tellsWhy = (lines: readonly string[]): boolean =>
  findTracebacks(lines).some(({ reason }) => !LAUNCHER.test(reason))

interface Traceback {
  readonly start: number
  /** After the last line. */
  readonly end: number
  /** The line of the exception. */
  readonly reason: string
}

function findTracebacks(lines: readonly string[]): Traceback[] {
  const plain = lines.map(line => line.replace(/^\[rank\d+\]: ?/, ''))
  const found: Traceback[] = []
  for (let at = 0; at < plain.length; at++) {
    if (plain[at]?.trim() !== TRACEBACK) continue
    const exception = plain.findIndex((line, i) => i > at && line !== '' && !/^\s/.test(line))
    if (exception < 0) break
    const earlier = found.at(-1)
    const isChained = earlier && plain.slice(earlier.end, at).some(line => CHAINED.test(line))
    if (isChained) found.pop()
    const start = isChained ? earlier.start : at
    found.push({ start, end: endOf(plain, exception), reason: plain[exception] ?? '' })
    at = exception
  }
  return found
}

/** A message may have several lines: up to an empty one, and few. */
function endOf(lines: readonly string[], exception: number): number {
  let end = exception + 1
  while (end < lines.length && end < exception + 5 && lines[end] !== '' && lines[end] !== TRACEBACK) end++
  return end
}

/** The beginning names what was called, the end why it failed. */
const shortened = (lines: readonly string[]): string[] =>
  lines.length <= LONGEST ? [...lines] : [...lines.slice(0, 4), '  ...', ...lines.slice(5 - LONGEST)]
