import * as path from 'node:path'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { exclusively } from '../environment/exclusive.ts'
import { lastLines } from '../installer/explain-install-error.ts'
import { findInterpreter, type Search } from './find-interpreter.ts'
import type { Machine } from './interpreter-candidates.ts'
import type { Interpreter } from './interpreter.ts'
import { Toolchain } from '../installer/toolchain.ts'
import { provideUv } from '../installer/uv.ts'
import type { VersionSpec } from './version-spec.ts'

/**
 * A Python that fits: one of the machine, else one that uv fetches into the tool cache.
 *
 * @throws TaskError naming what was asked for, what is there, and why none was fetched
 */
export async function provideInterpreter(
  machine: Machine,
  spec: VersionSpec | undefined,
  mayFetch: boolean,
  host: Host,
): Promise<Interpreter> {
  const search = await findInterpreter(machine, spec, host.signal)
  if (search.found) return search.found
  const helper = search.others.find(({ hasPip, hasVenv }) => hasPip || hasVenv)
  if (!mayFetch) throw notFound(machine, spec, search)
  const failure = await fetchPython(machine, spec, helper, host)
  const { found } = await findInterpreter(machine, spec, host.signal)
  return found ?? fail(notFound(machine, spec, search, failure))
}

/** Undefined when it went well, else the last lines of uv. */
async function fetchPython(
  { toolsDirectory }: Machine,
  spec: VersionSpec | undefined,
  helper: Interpreter | undefined,
  host: Host,
): Promise<string | undefined> {
  const uv = await provideUv(toolsDirectory, helper, host)
  const folder = path.join(toolsDirectory, 'mlops-python')
  return exclusively(folder, host, async signal => {
    host.log.info(`This agent has no Python ${spec?.text ?? '3'}: uv fetches one.`)
    const tools = new Toolchain(host, signal)
    const { exitCode, output } = await tools.run(
      {
        executable: uv,
        arguments: ['python', 'install', '--no-bin', '--install-dir', folder, spec?.specifier ?? '>=3.10'],
      },
      {},
      { print: true },
    )
    return exitCode === 0 ? undefined : lastLines(output)
  })
}

function notFound(
  machine: Machine,
  spec: VersionSpec | undefined,
  { seen }: Search,
  failure?: string,
): TaskError {
  const places = `the tool cache (${machine.toolsDirectory}), PATH and pyenv`
  const found =
    seen.length > 0 ? `found in ${places}: ${seen.join(', ')}` : `there is no Python at all in ${places}`
  const fetched = failure === undefined ? '' : ' uv could not fetch it either.'
  return new TaskError(`This agent has no ${spec ? `Python ${spec.text}` : 'Python 3'}.${fetched}`, {
    cause: `Nothing fits; ${found}.`,
    remedy:
      'Install that version on the agent, put UsePythonVersion@0 before this step, ask for a version that is there, ' +
      'or set UV_PYTHON_INSTALL_MIRROR to where this agent can fetch Python from.',
    ...(failure !== undefined && { error: new Error(failure) }),
  })
}

function fail(error: TaskError): never {
  throw error
}
