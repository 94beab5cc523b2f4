/** Undefined for a name that is not known: the macro stays as it is. */
export type Lookup = (name: string) => string | undefined

/** Replaces each `$(name)` once; what a value brings in is not looked at again. */
export function expandMacros(text: string, lookup: Lookup): string {
  let result = text
  let index = 0
  for (;;) {
    const start = result.indexOf('$(', index)
    const end = start < 0 ? -1 : result.indexOf(')', start + 2)
    if (end < 0) return result
    const value = lookup(result.slice(start + 2, end))
    if (value === undefined) {
      index = start + 2
    } else {
      result = result.slice(0, start) + value + result.slice(end + 1)
      index = start + value.length
    }
  }
}
