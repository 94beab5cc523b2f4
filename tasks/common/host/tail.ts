/** Lines, of which only the last `limit` characters are kept. */
export class Tail {
  readonly #limit: number
  readonly #lines: string[] = []
  #length = 0

  constructor(limit = 1024 * 1024) {
    this.#limit = limit
  }

  push(line: string): void {
    this.#lines.push(line)
    this.#length += line.length + 1
    while (this.#length > this.#limit && this.#lines.length > 1) {
      this.#length -= (this.#lines.shift()?.length ?? 0) + 1
    }
  }

  get text(): string {
    return this.#lines.join('\n')
  }
}
