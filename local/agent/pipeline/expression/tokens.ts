/** Raised for text that is no expression; the caller adds the place in the file. */
export class ExpressionError extends Error {}

export type Token =
  | { type: 'word'; text: string; index: number }
  | { type: 'string'; text: string; index: number }
  | { type: 'number'; text: string; index: number }
  | { type: 'mark'; text: string; index: number }

const patterns: [Token['type'] | 'space', RegExp][] = [
  ['space', /\s+/y],
  ['string', /'(?:[^']|'')*'/y],
  ['number', /[-+]?(?:\d+(?:\.\d+){0,3}|\.\d+)(?![\w.])/y],
  ['word', /[A-Za-z_][A-Za-z0-9_-]*/y],
  ['mark', /[()[\],.*]/y],
]

/** Splits an expression into words, literals and marks. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let index = 0
  while (index < text.length) {
    const [type, found] = match(text, index)
    if (type !== 'space') tokens.push({ type, text: type === 'string' ? unquote(found) : found, index })
    index += found.length
  }
  return tokens
}

function match(text: string, index: number): [Token['type'] | 'space', string] {
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = index
    const found = pattern.exec(text)
    if (found) return [type, found[0]]
  }
  const hint = text[index] === '"' ? ' Strings are written in single quotes.' : ''
  throw new ExpressionError(`Unexpected "${text[index] ?? ''}" at position ${index + 1} of "${text}".${hint}`)
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'")
}
