import { expandMacros } from './macros.ts'

export interface Variable {
  name: string
  value: string
  secret: boolean
  readonly: boolean
  /** Set by the agent: what it says is not subject to `readonly`. */
  preserveCase?: boolean
}

export class ReadOnlyVariableError extends Error {}

const greatestDepth = 50

/** The variables of a job; names are found without regard to case. */
export class Variables {
  readonly #byKey = new Map<string, Variable>()

  constructor(initial: Iterable<Variable> = []) {
    for (const variable of initial) this.define(variable)
  }

  get(name: string): string | undefined {
    return this.#byKey.get(name.toLowerCase())?.value
  }

  find(name: string): Variable | undefined {
    return this.#byKey.get(name.toLowerCase())
  }

  list(): Variable[] {
    return [...this.#byKey.values()]
  }

  /** Sets a variable on behalf of the agent: read-only ones too. */
  define(variable: Variable): void {
    this.#byKey.set(variable.name.toLowerCase(), variable)
  }

  /** Sets a variable on behalf of a task. Once secret, always secret. @throws ReadOnlyVariableError */
  set(variable: Variable): void {
    const known = this.find(variable.name)
    if (known?.readonly === true) {
      throw new ReadOnlyVariableError(
        `Overwriting readonly variable '${variable.name}' is not permitted. Choose another name.`,
      )
    }
    this.define({ ...variable, secret: variable.secret || known?.secret === true })
  }

  /** One pass over the macros of a text. */
  expand(text: string): string {
    return expandMacros(text, name => this.get(name))
  }

  /**
   * Expands macros inside the values themselves, as is done once when a job starts.
   * @returns names of variables that refer to themselves; their values stay as they are
   */
  expandValues(): string[] {
    const circular: string[] = []
    const resolve = (name: string, path: readonly string[]): string | undefined => {
      const key = name.toLowerCase()
      const variable = this.#byKey.get(key)
      if (!variable) return undefined
      if (path.includes(key) || path.length >= greatestDepth) throw new CircularReference()
      return expandMacros(variable.value, inner => resolve(inner, [...path, key]))
    }
    const expanded = this.list().map(variable => {
      try {
        return { ...variable, value: resolve(variable.name, []) ?? variable.value }
      } catch (error) {
        if (!(error instanceof CircularReference)) throw error
        circular.push(variable.name)
        return variable
      }
    })
    for (const variable of expanded) this.define(variable)
    return circular
  }
}

class CircularReference extends Error {}
