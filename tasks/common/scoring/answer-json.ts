/**
 * The JSON in an answer; undefined where it is none. Scoring scripts that return `json.dumps(...)` make the server send
 * a JSON string that holds JSON: what is inside counts.
 */
export function readAnswer(text: string): unknown {
  const outer = parsed(text)
  if (typeof outer !== 'string') return outer
  const inner = parsed(outer)
  return typeof inner === 'object' && inner !== null ? inner : outer
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined // an answer need not be JSON: who needs JSON says so
  }
}
