/** A Markdown table; cells may hold anything, also text from outside. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Text from anywhere, in bold. */
export const bold = (text: string): string => `**${cell(text)}**`

/** Text that Markdown and HTML take literally, on one line. */
export const cell = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/([\\`*_[\]|])/g, '\\$1')
