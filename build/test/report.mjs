const headings = ['tier', 'passed', 'failed', 'seconds']

/** One stage as it ends: a line when all is well, and everything that failed when not. */
export function showStage({ name, passed, failed, seconds, output = '', notes = [] }) {
  const mark = failed === 0 ? 'ok    ' : 'FAILED'
  console.log(`${mark} ${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(0)} s)`)
  for (const note of notes) console.log(`         ${note}`)
  if (failed > 0) console.log(`\n${output.trimEnd()}\n`)
}

/** The table of all tiers, then the one line that programs read. */
export function showTotals(results) {
  const rows = results.map(({ name, passed, failed, seconds }) => [name, passed, failed, seconds.toFixed(0)])
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map(row => String(row[column]).length)),
  )
  const show = row =>
    row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column]),
    )
  console.log('')
  for (const row of [headings, ...rows]) console.log(show(row).join('  '))
  const total = key => results.reduce((sum, result) => sum + result[key], 0)
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`)
  return total('failed') === 0
}
