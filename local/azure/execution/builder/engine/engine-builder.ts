import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageLayout } from '../../../registry/layout/layout.ts'
import { newHex } from '../../../core/ids.ts'
import { runCommand } from '../../environments/command.ts'
import type { Watchdog } from '../../processes/watchdog.ts'
import { BuildFailure, type BuildRequest, type Builder, type BuiltImage } from '../builder.ts'
import { type Credentials, type EngineCommands, commandsOf } from './commands.ts'
import type { Engine } from './find-engine.ts'

export interface EngineTools {
  watchdog: Watchdog
  layout: ImageLayout
  /** PEM of the authority that signed the registry's certificate. */
  ca: string
  /** A refresh token under which a build pulls from and pushes to the registry. */
  buildToken(): Promise<string>
}

export interface EngineBuilder extends Builder {
  /** Whether the engine has an image or can pull it; what it says about that goes into the log. */
  canHave(image: string, request: BuildRequest): Promise<boolean>
}

/** Builds any Dockerfile with an engine of this machine, and pushes as anybody would: over the registry's API. */
export const engineBuilder = (engine: Engine, tools: EngineTools): EngineBuilder => ({
  name: engine,
  async canHave(image, request) {
    const commands = await commandsOf(engine, await writeCredentials(request, tools))
    return (await run(commands, commands.pull(image), request, tools)) === 0
  },
  async build(request) {
    const credentials = await writeCredentials(request, tools)
    const commands = await commandsOf(engine, credentials)
    // Not the wished name: an engine keeps its images for all who use this machine.
    const name = `localhost/mlops-build-${newHex(12)}:latest`
    const exitCode = await run(commands, commands.build(request, name), request, tools)
    if (exitCode !== 0)
      throw new BuildFailure(`${engine} could not build the image; it says why above.`, exitCode)
    return toPush(commands, name, request, tools)
  },
})

/** The files by which an engine knows the registry's password and authority. */
async function writeCredentials(
  { registry, scratch }: BuildRequest,
  tools: EngineTools,
): Promise<Credentials> {
  const directory = join(scratch, 'credentials')
  const certificates = join(directory, 'certificates')
  await mkdir(certificates, { recursive: true, mode: 0o700 })
  await writeFile(join(certificates, 'ca.crt'), tools.ca)
  const password = await tools.buildToken()
  const auth = Buffer.from(`00000000-0000-0000-0000-000000000000:${password}`).toString('base64')
  const authFile = join(directory, 'config.json')
  await writeFile(authFile, JSON.stringify({ auths: { [registry]: { auth } } }), { mode: 0o600 })
  return { directory, authFile, certificates }
}

async function run(
  { program }: EngineCommands,
  args: string[],
  { context, log, signal, arguments: given }: Pick<BuildRequest, 'context' | 'log' | 'signal' | 'arguments'>,
  { watchdog }: EngineTools,
): Promise<number> {
  // A secret's value is inherited, as everybody can read arguments.
  const secrets = given.filter(({ isSecret }) => isSecret).map(({ name, value }) => [name, value])
  const environment = { ...process.env, ...(Object.fromEntries(secrets) as Record<string, string>) }
  const { exitCode } = await runCommand(program, args, {
    environment,
    watchdog,
    cwd: context,
    onLine: log,
    signal,
  })
  signal.throwIfAborted()
  return exitCode ?? 1
}

function toPush(
  commands: EngineCommands,
  local: string,
  request: BuildRequest,
  tools: EngineTools,
): BuiltImage {
  const quiet = { ...request, log: () => {}, arguments: [], signal: new AbortController().signal }
  return {
    async push({ repository, tag }) {
      const name = `${request.registry}/${repository}:${tag}`
      for (const args of commands.push(local, name)) {
        const exitCode = await run(commands, args, request, tools)
        if (exitCode !== 0) throw new BuildFailure(`The image could not be pushed as ${name}.`, exitCode)
      }
      const pushed = tools.layout.index.find(repository, tag)
      if (!pushed)
        throw new Error(
          `${commands.program} says that it pushed ${name}, but the registry has no such image.`,
        )
      return pushed
    },
    async dispose() {
      await run(commands, commands.remove(local), quiet, tools)
    },
  }
}
