const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const NAN = /^nan$/i

/** Those of the wanted metrics that a model carries as tags with a number in them, or with the word NaN. */
export function taggedMetrics(
  tags: Readonly<Record<string, string>>,
  wanted: readonly string[],
): Record<string, number> {
  const found = wanted.flatMap(metric => {
    const text = Object.hasOwn(tags, metric) ? (tags[metric] ?? '').trim() : ''
    return NUMBER.test(text) || NAN.test(text) ? [[metric, Number(text)] as const] : []
  })
  return Object.fromEntries(found)
}
