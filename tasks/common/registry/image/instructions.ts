const DIRECTIVE = /^#\s*escape\s*=\s*([\\`])\s*$/i
/** `RUN <<EOF`, `COPY <<-"one" <<two /to/`; not the `<<<` of a shell. */
const HEREDOC = /(?<!<)<<-?(["']?)([A-Za-z_]\w*)\1/g
const TAKES_HEREDOC = /^(RUN|COPY|ADD)\s/i

/**
 * The instructions of a Dockerfile, each in one line: continued lines joined by the escape character that the file
 * declares; comments, blank lines and the bodies of here-documents left out.
 */
export function instructionsOf(text: string): string[] {
  const lines = text.split(/\r?\n/)
  const isContinued = new RegExp(`\\${escapeOf(lines)}\\s*$`)
  const found: string[] = []
  let open = ''
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (/^\s*(#|$)/.test(line)) continue
    open += line.replace(isContinued, ' ')
    if (isContinued.test(line)) continue
    const instruction = open.trim()
    found.push(instruction)
    open = ''
    for (const end of endsOf(instruction)) index = lineOf(lines, end, index + 1)
  }
  return open.trim() === '' ? found : [...found, open.trim()]
}

/** Only comments of this form may come before it. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const [, escape] = DIRECTIVE.exec(line) ?? []
    if (escape !== undefined) return escape
    if (!/^#\s*\w+\s*=/.test(line)) break
  }
  return '\\'
}

const endsOf = (instruction: string): string[] =>
  TAKES_HEREDOC.test(instruction) ? [...instruction.matchAll(HEREDOC)].map(([, , end = '']) => end) : []

/** The line that ends a here-document; one that nothing ends is none, so that nothing is overlooked. */
function lineOf(lines: readonly string[], end: string, from: number): number {
  const at = lines.findIndex((line, index) => index >= from && line.replace(/^\t+/, '') === end)
  return at < 0 ? from - 1 : at
}
