/** Longer lines are shown in pieces of this many characters: a reader's browser, and memory, thank for it. */
const LONGEST_LINE = 8192

/**
 * Text in pieces of any length -> the lines that a person would have seen on a terminal. A progress bar rewrites its
 * line; of it only what stood last is a line.
 */
export class LineSplitter {
  #rest = ''

  /** What the unfinished line shows now, as the newest state of a progress bar; empty where there is none. */
  get pending(): string {
    return lastState(this.#rest)
  }

  take(text: string): string[] {
    const parts = (this.#rest + text).split('\n')
    this.#rest = parts.pop() ?? ''
    const lines = parts.flatMap(part => pieces(lastState(part)))
    return this.#rest.length > LONGEST_LINE ? [...lines, ...this.#cutRest()] : lines
  }

  /** The last line, where it has no line end: nothing comes after it. */
  end(): string[] {
    const rest = this.#rest
    this.#rest = ''
    return rest === '' ? [] : pieces(lastState(rest))
  }

  #cutRest(): string[] {
    const last = this.#rest.lastIndexOf('\r', this.#rest.length - 2) // one at the very end may belong to a line end
    if (last >= 0) this.#rest = this.#rest.slice(last + 1)
    const cut = pieces(this.#rest)
    this.#rest = cut.pop() ?? ''
    return cut
  }
}

/** What stands after the last carriage return that something follows. */
function lastState(line: string): string {
  let end = line.length
  while (end > 0 && line[end - 1] === '\r') end--
  return line.slice(end === 0 ? 0 : line.lastIndexOf('\r', end - 1) + 1, end)
}

function pieces(line: string): string[] {
  if (line.length <= LONGEST_LINE) return [line]
  const found: string[] = []
  for (let at = 0; at < line.length;) {
    const next = Math.min(line.length, at + LONGEST_LINE)
    const end = next < line.length && isHighSurrogate(line, next - 1) ? next - 1 : next
    found.push(line.slice(at, end))
    at = end
  }
  return found
}

const isHighSurrogate = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800
