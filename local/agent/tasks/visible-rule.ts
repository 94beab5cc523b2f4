/**
 * Whether an input shows in the form, as its visibleRule says: comparisons joined by `&&` or by `||`.
 * @param value the value of another input, '' when it has none
 */
export function isVisible(rule: string | undefined, value: (input: string) => string): boolean {
  if (rule === undefined) return true
  return rule.split('||').some(part => part.split('&&').every(comparison => holds(comparison.trim(), value)))
}

function holds(comparison: string, value: (input: string) => string): boolean {
  const found = /^(\w+)\s*(==|!=|=|\bNotEndsWith\b|\bEndsWith\b)\s*(.*)$/.exec(comparison)
  if (!found) return true
  const [, name = '', operator, right = ''] = found
  const left = value(name).toLowerCase()
  const wanted = right.replace(/^"(.*)"$/, '$1').toLowerCase()
  if (operator === 'EndsWith') return left.endsWith(wanted)
  if (operator === 'NotEndsWith') return !left.endsWith(wanted)
  return operator === '!=' ? left !== wanted : left === wanted
}
