/** A variable travels in the environment of every later step; a large one breaks them all. */
const LIMIT_IN_BYTES = 8192

/** As many metrics as fit into an output variable, as one JSON object, and how many were left out. */
export function metricsVariable(metrics: Readonly<Record<string, number>>): { text: string; left: number } {
  const names = Object.keys(metrics)
  for (let count = names.length; ; count--) {
    const text = JSON.stringify(Object.fromEntries(names.slice(0, count).map(name => [name, metrics[name]])))
    if (Buffer.byteLength(text) <= LIMIT_IN_BYTES) return { text, left: names.length - count }
  }
}
