import type { Secret } from './secret.ts'

/** A program and its arguments; no shell ever reads them. */
export interface Command {
  readonly executable: string
  readonly arguments: readonly string[]
  readonly cwd?: string
  /** Added to the environment of this process; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** What it reads from its standard input; without it there is nothing to read. */
  readonly stdin?: Secret
}
