/** Python's order of strings; JavaScript compares UTF-16 units. */
export function byCodePoint(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

export const byLowerCase = (a: string, b: string): number => byCodePoint(a.toLowerCase(), b.toLowerCase())
