import type { TomlTable, TomlValue } from 'smol-toml'

export const isTable = (value: TomlValue | undefined): value is TomlTable =>
  typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)

export const isTextList = (value: TomlValue): value is string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

/** The value under a name of PyPA's kind: case, `-`, `_` and `.` make no difference. */
export function lookUp(table: TomlTable, name: string): TomlValue | undefined {
  const key = Object.keys(table).find(key => normal(key) === normal(name))
  return key === undefined ? undefined : table[key]
}

export const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')
