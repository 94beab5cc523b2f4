import { JobFailure } from './run-error.ts'

/** What `${{inputs.x}}` and `${{outputs.y}}` stand for: a literal, a path on the node, or a URI. */
export interface Bindings {
  inputs: Record<string, string>
  outputs: Record<string, string>
}

const optionalPart = /\$\[\[(.*?)\]\]/gs
const reference = /\$\{\{\s*(inputs|outputs)\.([A-Za-z0-9_.-]+)\s*\}\}/g

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
    throw new JobFailure(`The command refers to ${whole}, but the job has no ${kind.slice(0, -1)} '${name}'.`)
  })
}

const isGiven = (part: string, { inputs }: Bindings): boolean =>
  [...part.matchAll(reference)].every(
    ([, kind, name = '']) => kind !== 'inputs' || inputs[name] !== undefined,
  )
