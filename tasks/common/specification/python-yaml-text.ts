import { isPlainText } from './python-scalars.ts'

const WIDTH = 80

/** Text that grows line by line and knows its column. */
export class LineWriter {
  text = ''
  column = 0

  put(part: string): void {
    this.text += part
    this.column += [...part].length
  }

  line(indent: number, start: string): void {
    if (this.text !== '') this.text += '\n'
    this.text += ' '.repeat(indent) + start
    this.column = indent + start.length
  }
}

interface Where {
  readonly indent: number
  readonly isKey: boolean
}

/** A text in the style that PyYAML chooses: plain where nothing forbids it, else in single quotes, else in double ones. */
export function writeText(out: LineWriter, text: string, where: Where): void {
  const { plain, single } = stylesOf(text)
  const multiline = text.includes('\n')
  if (plain && isPlainText(text)) writePlain(out, text, where)
  else if (single && !(where.isKey && multiline)) writeSingle(out, text, where)
  else writeDouble(out, text, where)
}

const SPECIAL = /[^\n\x20-\x7e]/u

function stylesOf(text: string): { plain: boolean; single: boolean } {
  const edges = /^[ \n]|[ \n]$/.test(text)
  const breakSpace = /\n /.test(text)
  const spaceBreak = / \n/.test(text)
  const single = !breakSpace && !spaceBreak && !SPECIAL.test(text)
  return { plain: single && text !== '' && !edges && !text.includes('\n') && !hasIndicator(text), single }
}

const hasIndicator = (text: string): boolean =>
  /^(---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](\s|$))/.test(text) || /:(\s|$)|\s#/.test(text)

function writePlain(out: LineWriter, text: string, { indent, isKey }: Where): void {
  for (const part of text.split(/( +)/)) {
    if (part === ' ' && out.column > WIDTH && !isKey) out.line(indent, '')
    else out.put(part)
  }
}

function writeSingle(out: LineWriter, text: string, { indent, isKey }: Where): void {
  out.put("'")
  const parts = text.split(/( +|\n+)/)
  for (const [index, part] of parts.entries()) {
    const isInner = index > 1 || (index === 1 && parts[0] !== '')
    const isLast = index >= parts.length - 2 && parts[parts.length - 1] === ''
    if (part.startsWith('\n')) breakLines(out, part, indent)
    else if (part === ' ' && out.column > WIDTH && !isKey && isInner && !isLast) out.line(indent, '')
    else out.put(part.replaceAll("'", "''"))
  }
  out.put("'")
}

/** Within quotes one line break is written as two. */
function breakLines(out: LineWriter, breaks: string, indent: number): void {
  out.text += '\n'.repeat(breaks.length)
  out.line(indent, '')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\x08': 'b',
  '\t': 't',
  '\n': 'n',
  '\x0b': 'v',
  '\x0c': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
}

function writeDouble(out: LineWriter, text: string, { indent, isKey }: Where): void {
  out.put('"')
  const letters = [...text]
  let pending = ''
  for (const [index, letter] of letters.entries()) {
    const escaped = escapeOf(letter)
    if (escaped !== undefined) {
      out.put(pending + escaped)
      pending = ''
    }
    const inner = index > 0 && index < letters.length - 1
    if (inner && !isKey && (letter === ' ' || pending === '') && out.column + [...pending].length > WIDTH) {
      out.put(`${pending}\\`)
      out.line(indent, letter === ' ' ? '\\' : '')
      pending = ''
    }
    if (escaped === undefined) pending += letter
  }
  out.put(`${pending}"`)
}

function escapeOf(letter: string): string | undefined {
  const known = ESCAPES[letter]
  if (known !== undefined) return `\\${known}`
  if (letter >= ' ' && letter <= '~') return undefined
  const code = letter.codePointAt(0) ?? 0
  const digits = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}
