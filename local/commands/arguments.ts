/** Splits `NAME=VALUE` at the first equals sign; the value may hold anything. */
export function readPairs(option: string, given: readonly string[] | undefined): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const text of given ?? []) {
    const separator = text.indexOf('=')
    if (separator < 1) throw new Error(`--${option} "${text}" has no name. Write --${option} NAME=VALUE.`)
    pairs.set(text.slice(0, separator), text.slice(separator + 1))
  }
  return pairs
}
