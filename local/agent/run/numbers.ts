import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Numbers {
  lastBuildId: number
  /** Ids of the definitions by name. */
  definitions: Record<string, number>
  revisions: Record<string, number>
}

/** Hands out build ids and revisions; they only ever grow within one state directory. */
export class BuildNumbers {
  readonly #path: string
  readonly #numbers: Numbers

  constructor(stateDirectory: string) {
    const folder = join(stateDirectory, 'agent')
    mkdirSync(folder, { recursive: true })
    this.#path = join(folder, 'numbers.json')
    this.#numbers = existsSync(this.#path)
      ? (JSON.parse(readFileSync(this.#path, 'utf8')) as Numbers)
      : { lastBuildId: 0, definitions: {}, revisions: {} }
  }

  nextBuildId(): number {
    this.#numbers.lastBuildId++
    this.#save()
    return this.#numbers.lastBuildId
  }

  definitionId(name: string): number {
    const { definitions } = this.#numbers
    const known = Object.hasOwn(definitions, name) ? definitions[name] : undefined
    if (known !== undefined) return known
    const id = Object.keys(definitions).length + 1
    definitions[name] = id
    this.#save()
    return id
  }

  nextRevision(key: string): number {
    const { revisions } = this.#numbers
    const next = (Object.hasOwn(revisions, key) ? (revisions[key] ?? 0) : 0) + 1
    revisions[key] = next
    this.#save()
    return next
  }

  #save(): void {
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.#numbers, null, 2))
    renameSync(`${this.#path}.new`, this.#path)
  }
}
