import { toBoolean } from '../expression/convert.ts'
import { PipelineError, type Position } from '../position.ts'
import { Dictionary, isList, type Value } from '../value.ts'
import { evaluateAt } from './interpolate.ts'
import type { TemplateScope } from './scope.ts'

export type Directive =
  | { type: 'if' | 'elseif'; expression: string }
  | { type: 'else' }
  | { type: 'each'; variable: string; expression: string }
  | { type: 'insert' }

/** Undefined for a key that is no `${{ if | elseif | else | each | insert }}`. */
export function readDirective(key: string, at: Position): Directive | undefined {
  const found = /^\s*\$\{\{\s*(if|elseif|else|each|insert)\b([\s\S]*)\}\}\s*$/.exec(key)
  if (!found) return undefined
  const [, type, rest = ''] = found
  const expression = rest.trim()
  if (type === 'insert' || type === 'else') return { type }
  if (type === 'if' || type === 'elseif') return { type, expression }
  const loop = /^([A-Za-z_]\w*)\s+in\s+([\s\S]+)$/.exec(expression)
  if (!loop) {
    throw new PipelineError(at, `"${key}" is not understood.`, 'Write ${{ each item in parameters.list }}.')
  }
  return { type: 'each', variable: loop[1] ?? '', expression: loop[2] ?? '' }
}

/** Follows `if`, `elseif`, `else` through consecutive siblings. */
export class Chain {
  #open = false
  #taken = false

  /** The scopes under which the body of the directive is to be read: none, one, or one for each item. */
  scopes(directive: Directive, scope: TemplateScope, at: Position): TemplateScope[] {
    if (directive.type === 'each') {
      this.close()
      return eachScope(directive.variable, evaluateAt(directive.expression, scope, at), scope, at)
    }
    if (directive.type === 'insert') {
      this.close()
      return [scope]
    }
    return this.#accepts(directive, scope, at) ? [scope] : []
  }

  close(): void {
    this.#open = false
    this.#taken = false
  }

  #accepts(
    directive: Directive & { type: 'if' | 'elseif' | 'else' },
    scope: TemplateScope,
    at: Position,
  ): boolean {
    if (directive.type === 'if') {
      this.#taken = false
    } else if (!this.#open) {
      throw new PipelineError(at, `\${{ ${directive.type} }} stands without an \${{ if }} before it.`, '')
    }
    this.#open = directive.type !== 'else'
    const accepted =
      !this.#taken && (directive.type === 'else' || toBoolean(evaluateAt(directive.expression, scope, at)))
    this.#taken ||= accepted
    return accepted
  }
}

function eachScope(variable: string, value: Value, scope: TemplateScope, at: Position): TemplateScope[] {
  const bind = (item: Value): TemplateScope => ({
    ...scope,
    locals: new Map([...scope.locals, [variable, item]]),
  })
  if (isList(value)) return value.map(bind)
  if (value instanceof Dictionary) {
    return [...value.entries].map(([key, item]) =>
      bind(
        new Dictionary([
          ['key', key],
          ['value', item],
        ]),
      ),
    )
  }
  if (value === null || value === '') return []
  throw new PipelineError(at, '${{ each }} needs a list or a mapping.', 'Give it an object parameter.')
}
