import { existsSync, realpathSync } from 'node:fs'
import { candidatesOn, worthAsking, type Candidate, type Machine } from './interpreter-candidates.ts'
import { probe, type Interpreter } from './interpreter.ts'
import { pipFiles } from '../package-index/pip-files.ts'
import { fits, type VersionSpec } from './version-spec.ts'

export interface Search {
  /** The first Python of the machine that fits. */
  readonly found: Interpreter | undefined
  /** Pythons that started but do not fit. */
  readonly others: readonly Interpreter[]
  /** What is there that does not fit, as `3.9.18 (/usr/bin/python3.9)`. */
  readonly seen: readonly string[]
}

/** Looks for a Python in the tool cache, on PATH, in pyenv, and by the Windows launcher. */
export async function findInterpreter(
  machine: Machine,
  spec: VersionSpec | undefined,
  signal: AbortSignal,
): Promise<Search> {
  const configuration = pipFiles(machine)
  const others: Interpreter[] = []
  const seen = new Map<string, string>()
  for (const candidate of candidatesOn(machine, spec)) {
    const interpreter = worthAsking(candidate, spec)
      ? await probe(candidate, configuration, signal)
      : undefined
    if (interpreter && fits(interpreter.version, spec)) return { found: interpreter, others, seen: [] }
    if (interpreter) others.push(interpreter)
    const version = interpreter?.version ?? promised(candidate, spec)
    const executable = interpreter?.executable ?? realPath(candidate.executable)
    if (version) seen.set(executable, `${version} (${executable})`)
  }
  return { found: undefined, others, seen: [...seen.values()] }
}

/** A name like `python3.12` promises nothing (it may be a shim); a folder that is called after a version does. */
const promised = (candidate: Candidate, spec: VersionSpec | undefined): string | undefined =>
  candidate.origin === 'PATH' || worthAsking(candidate, spec) ? undefined : candidate.hint

const realPath = (file: string): string => (existsSync(file) ? realpathSync(file) : file)
