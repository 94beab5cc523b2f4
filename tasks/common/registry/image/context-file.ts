/** One file of a build context: a text of ours, or a file of this machine. */
export interface ContextFile {
  /** With forward slashes, relative to the context. */
  readonly name: string
  readonly isExecutable?: boolean
  readonly content: { readonly text: string } | { readonly file: string; readonly size: number }
}

export const textFile = (name: string, text: string): ContextFile => ({ name, content: { text } })

/** Files in the one order that every packing and every key uses. */
export const inOrder = (files: readonly ContextFile[]): ContextFile[] =>
  [...files].sort((a, b) => (a.name < b.name ? -1 : 1))

export const modeOf = ({ isExecutable }: ContextFile): number => (isExecutable ? 0o755 : 0o644)
