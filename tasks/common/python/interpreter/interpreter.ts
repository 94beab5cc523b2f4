import { TaskError } from '../../errors.ts'
import { runProcess } from '../../host/process.ts'
import type { Candidate } from './interpreter-candidates.ts'
import { PROBE } from './interpreter-probe.ts'
import type { PipSettings } from '../package-index/pip-settings.ts'

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
  /**
   * `linux-x86_64 glibc 2.36`, `win-amd64`, `macosx-14-arm64`. The C library decides which wheels fit; containers with
   * others share the tool cache of their agent.
   */
  readonly platform: string
  readonly hasPip: boolean
  /** Whether `-m venv` works, pip included. Debian takes this out of its Python. */
  readonly hasVenv: boolean
  /** The configuration files of pip for this Python: what holds for `pip install`, without variables. */
  readonly pip: PipSettings
  /** Why a configuration file of pip cannot be read; the settings are empty then. */
  readonly pipProblem?: string
  /** Where it was found, as `PATH` or `tool cache`. */
  readonly origin: string
}

/** Asks a candidate, with the configuration files of pip; undefined where it does not start, is no Python 3, or is a shim without a Python behind it. */
export async function probe(
  candidate: Candidate,
  configuration: readonly string[],
  signal: AbortSignal,
): Promise<Interpreter | undefined> {
  const command = {
    executable: candidate.executable,
    arguments: [...candidate.arguments, '-I', '-c', PROBE, ...configuration],
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
