import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { devNull } from 'node:os'
import * as path from 'node:path'
import { TaskError, messageOf } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { exclusively } from '../environment/exclusive.ts'
import { notElsewhere } from './install-settings.ts'
import type { Interpreter } from '../interpreter/interpreter.ts'
import { lastLines } from './explain-install-error.ts'
import { Toolchain } from './toolchain.ts'
import { fetchUvWheel } from './uv-wheel.ts'
import { virtualEnvironment } from '../environment/virtual-environment.ts'

export const UV_VERSION = '0.13.9'

/**
 * The path of uv in the agent's tool cache, put there by pip the first time, or by Node where no Python
 * can. It is made beside its place and renamed,
 * so that what is there is whole; what does not start is made anew.
 */
export async function provideUv(
  toolsDirectory: string,
  interpreter: Interpreter | undefined,
  host: Host,
): Promise<string> {
  const home = path.join(toolsDirectory, 'mlops-uv', UV_VERSION, `${process.platform}-${process.arch}`)
  const uv = path.join(home, 'bin', process.platform === 'win32' ? 'uv.exe' : 'uv')
  if (await starts(uv, new Toolchain(host))) return uv
  return exclusively(home, host, async signal => {
    const tools = new Toolchain(host, signal)
    if (await starts(uv, tools)) return uv
    if (existsSync(home)) host.log.info(`uv in ${home} does not start: it is fetched anew.`)
    const python = interpreter?.hasPip === true || interpreter?.hasVenv === true ? interpreter : undefined
    await host.log.group(`uv ${UV_VERSION}`, () =>
      makeWhole(home, making =>
        python
          ? installUv(making, python, tools)
          : fetchUvWheel(UV_VERSION, path.join(making, 'uv'), host, signal),
      ),
    )
    if (await starts(uv, tools)) return uv
    throw new TaskError(`uv ${UV_VERSION} was fetched but does not start on this machine (${uv}).`, {
      cause: 'Its build for this platform does not match the system.',
      remedy: 'Set the input installer to pip.',
    })
  })
}

async function starts(uv: string, tools: Toolchain): Promise<boolean> {
  if (!existsSync(uv)) return false
  try {
    const { exitCode, stdout } = await tools.run({ executable: uv, arguments: ['--version'] })
    return exitCode === 0 && stdout.startsWith(`uv ${UV_VERSION}`)
  } catch (error) {
    if (error instanceof TaskError) return false
    throw error
  }
}

/** What `fill` puts into the folder `uv` of a folder beside `home` becomes `home`. */
async function makeWhole(home: string, fill: (making: string) => Promise<void>): Promise<void> {
  const making = `${home}.making`
  await rm(making, { recursive: true, force: true })
  try {
    await mkdir(making, { recursive: true })
    await fill(making)
    await rm(home, { recursive: true, force: true })
    await rename(path.join(making, 'uv'), home)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

async function installUv(making: string, interpreter: Interpreter, tools: Toolchain): Promise<void> {
  const pip = await pipOf(interpreter, making, tools)
  await mustSucceed(tools, pip, [
    ...['-m', 'pip', 'install', '--target', path.join(making, 'uv')],
    ...['--no-deps', '--only-binary', ':all:', `uv==${UV_VERSION}`],
  ])
}

/** A Python with pip: the one found, or a virtual environment of it that lives as long as the fetch. */
async function pipOf(interpreter: Interpreter, making: string, tools: Toolchain): Promise<string> {
  if (interpreter.hasPip) return interpreter.executable
  const environment = virtualEnvironment(path.join(making, 'pip'))
  await mustSucceed(tools, interpreter.executable, ['-m', 'venv', environment.directory])
  return environment.python
}

/** What pip is told about the user's packages; uv is a tool, asked for by its exact version. */
const forTools = {
  ...notElsewhere,
  PIP_REQUIRE_VIRTUALENV: '0',
  PIP_REQUIRE_HASHES: '0',
  PIP_CONSTRAINT: devNull,
}

async function mustSucceed(tools: Toolchain, executable: string, args: readonly string[]): Promise<void> {
  const command = { executable, arguments: args, environment: forTools }
  const { exitCode, output } = await tools.run(command, {}, { print: true })
  if (exitCode === 0) return
  throw new TaskError(`uv ${UV_VERSION} could not be fetched by pip.`, {
    cause: 'The package index of this machine cannot be reached, or does not have it.',
    remedy: 'Check PIP_INDEX_URL and the proxy of the agent, or set the input installer to pip.',
    error: new Error(lastLines(output)),
  })
}

/** Why uv cannot be had, for the line that says that pip takes its place. */
export const withoutUv = (error: unknown): string => `${messageOf(error)} pip is used in its place.`
