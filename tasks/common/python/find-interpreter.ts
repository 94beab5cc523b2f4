import { TaskError } from '../errors.ts'
import { candidatesOn, worthAsking, type Candidate, type Machine } from './interpreter-candidates.ts'
import { probe, type Interpreter } from './interpreter.ts'
import { fits, type VersionSpec } from './version-spec.ts'

/**
 * The first Python of the machine that fits.
 *
 * @throws TaskError naming what was asked for and what is there
 */
export async function findInterpreter(
  machine: Machine,
  spec: VersionSpec | undefined,
  signal: AbortSignal,
): Promise<Interpreter> {
  const seen = new Map<string, string>()
  for (const candidate of candidatesOn(machine, spec)) {
    if (!worthAsking(candidate, spec)) {
      note(seen, candidate)
      continue
    }
    const interpreter = await probe(candidate, signal)
    if (interpreter && fits(interpreter.version, spec)) return interpreter
    if (interpreter) seen.set(interpreter.executable, `${interpreter.version} (${interpreter.executable})`)
  }
  throw notFound(spec, [...seen.values()], machine.toolsDirectory)
}

/** A name like `python3.12` promises nothing (it may be a shim); a version's own folder does. */
function note(seen: Map<string, string>, { origin, hint, executable }: Candidate): void {
  if (origin === 'tool cache' || origin === 'pyenv') seen.set(executable, `${hint} (${executable})`)
}

function notFound(spec: VersionSpec | undefined, found: string[], toolsDirectory: string): TaskError {
  const asked = spec ? `Python ${spec.text}` : 'Python 3'
  const places = `the tool cache (${toolsDirectory}), PATH and pyenv`
  return new TaskError(`This agent has no ${asked}.`, {
    cause:
      found.length > 0
        ? `Found in ${places}: ${found.join(', ')}.`
        : `There is no Python at all in ${places}.`,
    remedy:
      'Install that version on the agent, put UsePythonVersion@0 before this step, or ask for a version that is there.',
  })
}
