import { JobFailure } from './run-error.ts'

/** What `${{inputs.x}}`, `${{outputs.y}}` and a trial's `${{search_space.z}}` stand for: a literal, a path, or a URI. */
export interface Bindings {
  inputs: Record<string, string>
  outputs: Record<string, string>
  search_space: Record<string, string>
}

const optionalPart = /\$\[\[(.*?)\]\]/gs
const reference = /\$\{\{\s*(inputs|outputs|search_space)\.([A-Za-z0-9_.-]+)\s*\}\}/g

/**
 * The command that the node's shell runs. A `$[[...]]` part stays only when every input in it was given.
 *
 * @throws JobFailure for a name that the job does not have
 */
export function renderCommand(command: string, bindings: Bindings): string {
  const chosen = command.replace(optionalPart, (_whole, part: string) =>
    isGiven(part, bindings) ? part : '',
  )
  return chosen.replace(reference, (whole, kind: keyof Bindings, name: string) => {
    const value = bindings[kind][name]
    if (value !== undefined) return value
    throw new JobFailure(`The command refers to ${whole}, but the job has no ${nounOf[kind]} '${name}'.`)
  })
}

const nounOf = { inputs: 'input', outputs: 'output', search_space: 'search space parameter' }

const isGiven = (part: string, { inputs }: Bindings): boolean =>
  [...part.matchAll(reference)].every(
    ([, kind, name = '']) => kind !== 'inputs' || inputs[name] !== undefined,
  )
