import { Dictionary, type Value } from '../value.ts'
import type { ExpressionScope } from '../expression/evaluate.ts'

/** What `${{ }}` sees at one place of a file. */
export interface TemplateScope {
  /** The file that holds the text, as a path, for `template:` references relative to it. */
  path: string
  parameters: Dictionary
  /** Only variables written in YAML or known when the run is queued. */
  variables: ReadonlyMap<string, string>
  /** Loop variables of `${{ each }}`. */
  locals: ReadonlyMap<string, Value>
  /** Files being read, outermost first: a template that includes itself is refused. */
  includes: readonly string[]
}

export function expressionScope(scope: TemplateScope): ExpressionScope {
  const contexts = new Map<string, Value>([
    ['parameters', scope.parameters],
    ['variables', new Dictionary(scope.variables)],
    ...scope.locals,
  ])
  const byLowerCase = new Map([...contexts].map(([name, value]) => [name.toLowerCase(), value]))
  return { name: name => byLowerCase.get(name.toLowerCase()), known: [...contexts.keys()] }
}
