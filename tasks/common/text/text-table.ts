/** Columns of text under a heading, for a log; numbers stand at the right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...lines.map(cells => (cells[column] ?? '').length)))
  const isNumeric = head.map((_, column) => rows.every(cells => isNumber(cells[column] ?? '')))
  const padded = (cells: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? ''
        return isNumeric[column] ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return lines.map(padded)
}

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text))
