import { Version, type Value } from '../value.ts'
import { ExpressionError, tokenize, type Token } from './tokens.ts'

export type Expression =
  | { type: 'literal'; value: Value }
  | { type: 'named'; name: string }
  | { type: 'call'; name: string; arguments: Expression[] }
  | { type: 'index'; object: Expression; key: Expression }
  | { type: 'wildcard'; object: Expression }

/** Reads an expression of Azure Pipelines, as in `${{ }}`, `$[ ]` and conditions. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text)
  const expression = parser.expression()
  parser.end()
  return expression
}

class Parser {
  readonly #text: string
  readonly #tokens: Token[]
  #next = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokenize(text)
  }

  expression(): Expression {
    let result = this.#primary()
    for (;;) {
      if (this.#take('.')) result = this.#member(result)
      else if (this.#take('[')) result = this.#bracket(result)
      else return result
    }
  }

  end(): void {
    const token = this.#tokens[this.#next]
    if (token) this.#fail(token)
  }

  #primary(): Expression {
    const token = this.#tokens[this.#next]
    if (!token) throw new ExpressionError(`"${this.#text}" ends too early.`)
    this.#next++
    if (token.type === 'string') return { type: 'literal', value: token.text }
    if (token.type === 'number') return { type: 'literal', value: readNumber(token.text) }
    if (token.type === 'word') return this.#word(token.text)
    return this.#fail(token)
  }

  #word(name: string): Expression {
    if (this.#take('(')) return { type: 'call', name, arguments: this.#arguments() }
    const keyword = name.toLowerCase()
    if (keyword === 'true' || keyword === 'false') return { type: 'literal', value: keyword === 'true' }
    if (keyword === 'null') return { type: 'literal', value: null }
    return { type: 'named', name }
  }

  #arguments(): Expression[] {
    const found: Expression[] = []
    if (this.#take(')')) return found
    do found.push(this.expression())
    while (this.#take(','))
    this.#expect(')')
    return found
  }

  #member(object: Expression): Expression {
    if (this.#take('*')) return { type: 'wildcard', object }
    const token = this.#tokens[this.#next++]
    if (token?.type !== 'word') return this.#fail(token)
    return { type: 'index', object, key: { type: 'literal', value: token.text } }
  }

  #bracket(object: Expression): Expression {
    if (this.#take('*')) {
      this.#expect(']')
      return { type: 'wildcard', object }
    }
    const key = this.expression()
    this.#expect(']')
    return { type: 'index', object, key }
  }

  #take(mark: string): boolean {
    const token = this.#tokens[this.#next]
    if (token?.type !== 'mark' || token.text !== mark) return false
    this.#next++
    return true
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) this.#fail(this.#tokens[this.#next])
  }

  #fail(token: Token | undefined): never {
    if (!token) throw new ExpressionError(`"${this.#text}" ends too early.`)
    throw new ExpressionError(`Unexpected "${token.text}" at position ${token.index + 1} of "${this.#text}".`)
  }
}

function readNumber(text: string): Value {
  const parts = text.split('.')
  return parts.length > 2 ? new Version(parts.map(Number)) : Number(text)
}
