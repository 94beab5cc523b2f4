import { encodings } from './encodings.ts'

const mask = '***'
/** The password of a URL's user info, the user name kept. */
const urlPassword = /(?<=:\/\/[^\s/:@]*:)[^\s/:@]+(?=@)/g

/** Replaces every registered value, in every encoding, by three stars. */
export class Masker {
  readonly #values = new Set<string>()

  add(secret: string): void {
    for (const form of encodings(secret)) this.#values.add(form)
  }

  apply(text: string): string {
    const ranges = [...this.#values].flatMap(value => occurrences(text, value))
    for (const found of text.matchAll(urlPassword)) ranges.push([found.index, found.index + found[0].length])
    return ranges.length === 0 ? text : replace(text, ranges)
  }
}

type Range = [start: number, end: number]

function occurrences(text: string, value: string): Range[] {
  const ranges: Range[] = []
  for (let index = text.indexOf(value); index >= 0; index = text.indexOf(value, index + 1)) {
    ranges.push([index, index + value.length])
  }
  return ranges
}

/** Ranges that overlap or touch become one mask: its length must not tell how many secrets there were. */
function replace(text: string, ranges: Range[]): string {
  ranges.sort((a, b) => a[0] - b[0])
  let result = ''
  let end = 0
  let open = false
  for (const [start, stop] of ranges) {
    if (!open || start > end) result += text.slice(end, start) + mask
    open = true
    end = Math.max(end, stop)
  }
  return result + text.slice(end)
}
