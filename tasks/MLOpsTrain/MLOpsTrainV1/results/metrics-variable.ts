import { jsonNumber } from '../../../common/machinelearning/run/results/metrics-document.ts'

/** A variable travels in the environment of every later step; a large one breaks them all. */
const LIMIT_IN_BYTES = 8192

/**
 * As many metrics as fit into an output variable, as one JSON object, and how many were left out. NaN and the
 * infinities, for which JSON has no number, are text.
 */
export function metricsVariable(metrics: Readonly<Record<string, number>>): { text: string; left: number } {
  const entries = Object.entries(metrics).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(jsonNumber(value))}`,
  )
  let bytes = '{}'.length
  const fitting = entries.findIndex((entry, index) => {
    bytes += Buffer.byteLength(entry) + (index === 0 ? 0 : ','.length)
    return bytes > LIMIT_IN_BYTES
  })
  const count = fitting < 0 ? entries.length : fitting
  return { text: `{${entries.slice(0, count).join(',')}}`, left: entries.length - count }
}
