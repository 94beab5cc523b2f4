import type { AnonymousDoor, Range } from '../../../azure/anonymous-door.ts'
import { LineSplitter } from './line-splitter.ts'

const CHUNK = 4 * 1024 * 1024
/** So many bytes before the place are read again, to see that the log is still the one that was read. */
const OVERLAP = 16

/** `missing`: there is no such log (yet). `replaced`: what stands there now is not what was read before. */
export type LogState = 'read' | 'missing' | 'replaced'

/**
 * A place in one growing log. Each read fetches only the bytes beyond it (and a few before), so a log of N bytes costs
 * about N bytes however long the run. Half characters and half lines wait for their rest. A read that fails changes
 * nothing: the next one begins at the same place.
 */
export class LogCursor {
  readonly #print: (lines: readonly string[]) => void
  readonly #decoder = new TextDecoder('utf-8')
  readonly #lines = new LineSplitter()
  #offset = 0
  #before: Buffer = Buffer.alloc(0)

  constructor(print: (lines: readonly string[]) => void) {
    this.#print = print
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset
  }

  /** What an unfinished line shows now, as a progress bar. */
  get pending(): string {
    return this.#lines.pending
  }

  /** Prints every whole line that has come since the last read. */
  async read(door: AnonymousDoor, url: string): Promise<LogState> {
    for (let goal = Number.POSITIVE_INFINITY; ;) {
      const range = await door.range(url, this.#offset - this.#before.length, CHUNK)
      if (!range) return 'missing'
      if (!this.#follows(range)) return 'replaced'
      const fresh = range.bytes.subarray(this.#before.length)
      this.#take(fresh)
      goal = Math.min(goal, range.total ?? goal) // a log that grows faster than it is read leaves others their turn
      if (fresh.length === 0 || this.#offset >= goal || range.bytes.length < CHUNK) return 'read'
    }
  }

  /** Whether the log there is the one read so far under another name: rotated or renamed. Prints nothing. */
  async continuesAt(door: AnonymousDoor, url: string): Promise<boolean> {
    if (this.#offset === 0) return false
    const range = await door.range(url, this.#offset - this.#before.length, this.#before.length)
    return range !== undefined && this.#follows(range)
  }

  /** Prints what has no line end: the run is over, nothing comes after it. */
  end(): void {
    this.#emit([...this.#lines.take(this.#decoder.decode()), ...this.#lines.end()])
  }

  #follows({ bytes }: Range): boolean {
    return this.#before.equals(bytes.subarray(0, this.#before.length))
  }

  #take(fresh: Uint8Array): void {
    if (fresh.length === 0) return
    this.#offset += fresh.length
    this.#before = Buffer.concat([this.#before, fresh.subarray(-OVERLAP)]).subarray(-OVERLAP)
    this.#emit(this.#lines.take(this.#decoder.decode(fresh, { stream: true })))
  }

  #emit(lines: readonly string[]): void {
    if (lines.length > 0) this.#print(lines)
  }
}
