import type { AnonymousDoor } from '../../../azure/anonymous-door.ts'

const CHUNK = 4 * 1024 * 1024
const LONGEST_LINE = 8192

/**
 * A place in one growing log. Each read fetches only the bytes beyond it, so a log of N bytes costs about N bytes
 * however long the run. Half characters and half lines wait for their rest.
 */
export class LogCursor {
  readonly #print: (line: string) => void
  readonly #decoder = new TextDecoder('utf-8')
  #offset = 0
  #rest = ''

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  /** Prints every whole line that has come since the last read. */
  async read(door: AnonymousDoor, url: string): Promise<void> {
    for (;;) {
      const range = await door.range(url, this.#offset, CHUNK)
      if (!range || range.bytes.length === 0) return
      this.#offset += range.bytes.length
      this.#take(this.#decoder.decode(range.bytes, { stream: true }))
      if (range.total !== undefined ? this.#offset >= range.total : range.bytes.length < CHUNK) return
    }
  }

  /** Prints what has no line end: the run is over, nothing comes after it. */
  end(): void {
    this.#take(this.#decoder.decode())
    if (this.#rest !== '') this.#emit(this.#rest)
    this.#rest = ''
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#emit(line)
    if (this.#rest.length > LONGEST_LINE) this.#flushLongLine()
  }

  /** A progress bar rewrites its line; what stood last is what counts. */
  #emit(line: string): void {
    const states = line.replace(/\r+$/, '').split('\r')
    const text = states.at(-1) ?? ''
    for (let at = 0; at === 0 || at < text.length; at += LONGEST_LINE)
      this.#print(text.slice(at, at + LONGEST_LINE))
  }

  #flushLongLine(): void {
    const last = this.#rest.lastIndexOf('\r', this.#rest.length - 2) // one at the very end may belong to a line end
    if (last >= 0) this.#rest = this.#rest.slice(last + 1)
    while (this.#rest.length > LONGEST_LINE) {
      this.#print(this.#rest.slice(0, LONGEST_LINE))
      this.#rest = this.#rest.slice(LONGEST_LINE)
    }
  }
}
