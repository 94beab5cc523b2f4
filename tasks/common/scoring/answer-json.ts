/**
 * The JSON in an answer; undefined where it is none. Scoring scripts that return `json.dumps(...)` make the server send
 * a JSON string that holds JSON: what is inside counts.
 */
export function readAnswer(text: string): unknown {
  const outer = parsedJson(text)
  if (typeof outer !== 'string') return outer
  const inner = parsedJson(outer)
  return typeof inner === 'object' && inner !== null ? inner : outer
}

/** What JSON text holds; undefined where it is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined // an answer need not be JSON: who needs JSON says so
  }
}
