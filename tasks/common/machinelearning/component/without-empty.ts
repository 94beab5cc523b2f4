import type { Json, JsonMapping } from '../../specification/schema/index.ts'
import { isMapping } from './json-values.ts'

/** Without what says nothing (undefined, null, an empty mapping), at any depth: so azure-ai-ml sends nodes and components. */
export function withoutEmpty(record: object): JsonMapping {
  const entries = Object.entries(record as Readonly<Record<string, Json | undefined>>)
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      const kept = keep(value)
      return kept === undefined ? [] : [[key, kept] as const]
    }),
  )
}

function keep(value: Json | undefined): Json | undefined {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.flatMap((item: Json) => keep(item) ?? [])
  if (!isMapping(value)) return value
  const kept = withoutEmpty(value)
  return Object.keys(kept).length === 0 ? undefined : kept
}
