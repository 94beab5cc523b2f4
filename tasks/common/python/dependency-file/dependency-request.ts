import { createHash } from 'node:crypto'
import { logicalLines } from './requirement-references.ts'

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
  /** Texts of the requirements files that are read, what they include too. */
  readonly texts: readonly string[]
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

/** The packages that a form adds to its file, and the texts that their lines include. */
export const withPackages = (
  request: DependencyRequest,
  packages: readonly string[],
  texts: readonly string[] = [],
): DependencyRequest => ({
  ...request,
  requirements: [...request.requirements, ...packages],
  texts: [...request.texts, ...texts],
  contents: [...request.contents, packages.join('\n'), ...texts],
})

export const emptyRequest: DependencyRequest = {
  python: undefined,
  files: [],
  requirements: [],
  folder: undefined,
  texts: [],
  contents: [],
  notes: [],
}

/** All that is in the language of a requirements file. */
export const requirementText = ({ texts, requirements }: DependencyRequest): string =>
  [...texts, ...requirements].join('\n')

/** Whether a line pins what it asks for by a hash. */
export const hasHashes = (request: DependencyRequest): boolean =>
  logicalLines(requirementText(request)).some(line => /\s--hash[= ]/.test(line))

/** Forty hexadecimal digits. */
export function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex').slice(0, 40)
}
