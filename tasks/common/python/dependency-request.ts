import { createHash } from 'node:crypto'

/** What a dependency file asks for, in words that uv and pip share. */
export interface DependencyRequest {
  /** The Python that the file asks for, as it writes it. */
  readonly python: string | undefined
  /** Files that the installer reads itself. */
  readonly files: readonly string[]
  /** Lines of a requirements file. */
  readonly requirements: readonly string[]
  /** The folder that relative paths in `requirements` start from; undefined: the job's. */
  readonly folder: string | undefined
  /** Everything whose change must make a new environment. */
  readonly contents: readonly string[]
  /** Sentences for the plan: what was read in which way, what was left out. */
  readonly notes: readonly string[]
}

/** A dependency file that cannot be used. Each problem is a clause for the input that names the file. */
export class DependencyFileError extends Error {
  override readonly name = 'DependencyFileError'
  readonly problems: readonly string[]

  constructor(...problems: readonly string[]) {
    super(problems.join(' '))
    this.problems = problems
  }
}

/** The packages that a form adds to its file. */
export const withPackages = (request: DependencyRequest, packages: readonly string[]): DependencyRequest => ({
  ...request,
  requirements: [...request.requirements, ...packages],
  contents: [...request.contents, packages.join('\n')],
})

export const emptyRequest: DependencyRequest = {
  python: undefined,
  files: [],
  requirements: [],
  folder: undefined,
  contents: [],
  notes: [],
}

/**
 * Whether the same words give the same packages later. A local folder or archive may change under its name, so an
 * environment made from one is never taken from the cache.
 */
export const isReusable = (request: DependencyRequest): boolean =>
  ![...request.requirements, ...request.contents].join('\n').split(/\r?\n/).some(isLocal)

/** Whether a line pins what it asks for by a hash. */
export const hasHashes = (request: DependencyRequest): boolean =>
  [...request.requirements, ...request.contents].some(text => /^[^#\n]*\s--hash[= ]/m.test(text))

const isLocal = (line: string): boolean =>
  /^\s*(-e\b|--editable\b|\.{1,2}[\\/]|\/|[a-z]:[\\/])|@\s*file:|^\s*file:|^\s*\.\s*$/i.test(line)

/** Forty hexadecimal digits. */
export function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex').slice(0, 40)
}
