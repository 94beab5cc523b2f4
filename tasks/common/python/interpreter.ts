import { TaskError } from '../errors.ts'
import { runProcess } from '../host/process.ts'
import type { Candidate } from './interpreter-candidates.ts'

/** A Python that was started and asked who it is. */
export interface Interpreter {
  /** `3.11.9`, `3.14.0rc1`. */
  readonly version: string
  /** `cpython`, `pypy`. */
  readonly implementation: string
  /** Absolute path; inside a virtual environment that of the Python below it. */
  readonly executable: string
  /** What compiled packages must match, as `cpython-311-x86_64-linux-gnu`. */
  readonly abi: string
  /** `linux-x86_64`, `win-amd64`, `macosx-14-arm64`. */
  readonly platform: string
  readonly hasPip: boolean
  /** Whether `-m venv` works, pip included. Debian takes this out of its Python. */
  readonly hasVenv: boolean
  /** Where it was found, as `PATH` or `tool cache`. */
  readonly origin: string
}

const PROBE = `
import importlib.util as u, json, os, platform, sys, sysconfig
inside = sys.prefix != sys.base_prefix
has = lambda name: u.find_spec(name) is not None
print(json.dumps({
  "version": platform.python_version(),
  "implementation": sys.implementation.name,
  "executable": os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable),
  "abi": sysconfig.get_config_var("SOABI") or "",
  "platform": sysconfig.get_platform(),
  "hasPip": has("pip") and not inside,
  "hasVenv": has("venv") and has("ensurepip"),
}))
`

/** Asks a candidate; undefined where it does not start, is no Python 3, or is a shim without a Python behind it. */
export async function probe(candidate: Candidate, signal: AbortSignal): Promise<Interpreter | undefined> {
  const command = {
    executable: candidate.executable,
    arguments: [...candidate.arguments, '-I', '-c', PROBE],
  }
  try {
    const { exitCode, stdout } = await runProcess(command, { signal, deadlineInMilliseconds: 20_000 })
    if (exitCode !== 0) return undefined
    return { ...(JSON.parse(stdout) as Omit<Interpreter, 'origin'>), origin: candidate.origin }
  } catch (error) {
    if (error instanceof TaskError || error instanceof SyntaxError) return undefined
    throw error
  }
}
