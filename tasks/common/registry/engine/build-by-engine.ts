import * as path from 'node:path'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { secretsOf, type BuildOrder } from '../build/build-order.ts'
import { explainFailure } from '../build/explain-failure.ts'
import { hider } from '../build/hide-secrets.ts'
import { digestUnder } from '../manifest/find-image.ts'
import { tagImage } from '../manifest/tag-image.ts'
import type { Registry } from '../registry.ts'
import { commandsOf, type EngineCommands } from './engine-commands.ts'
import { engineRunner, type EngineRunner } from './engine-run.ts'
import { makeSettings } from './engine-settings.ts'
import { explainLogin, explainPush } from './explain-engine.ts'
import type { Engine } from './find-engine.ts'
import { layOutContext } from './lay-out-context.ts'

/** Under this name a registry of Azure takes its own tokens as passwords. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000'

/**
 * Builds and pushes with a container engine of the agent, and gives the digest that the registry has. Passwords go over
 * standard input into settings that lie in `scratch`, which the caller removes.
 */
export async function buildByEngine(
  engine: Engine,
  registry: Registry,
  order: BuildOrder,
  scratch: string,
  host: Host,
): Promise<string> {
  const context = path.join(scratch, 'context')
  await layOutContext(order.files, context, host.signal)
  const settings = await makeSettings(engine, path.join(scratch, 'engine'), host.network)
  const runner = engineRunner(engine, settings.variables, host, hider(secretsOf(order)))
  const commands = commandsOf(engine, settings.certificates)
  const image = `${registry.loginServer}/${order.repository}:${order.tag}`
  host.log.section(`Build by ${engine.name} on this agent${engine.hasBuildx ? ', with buildx' : ''}`)
  await logIn(runner, commands, registry, order)
  await build(runner, commands, order, context, [image, keptName(order)])
  try {
    return await push(runner, commands, registry, order, image)
  } finally {
    if (!host.signal.aborted) await runner.run({ arguments: commands.remove(image) })
  }
}

/** Engines forget the layers of an image without a name, and the next build would begin from nothing. */
const keptName = ({ repository }: BuildOrder): string => `localhost/mlops-azureml-cache/${repository}:latest`

async function logIn(
  runner: EngineRunner,
  commands: EngineCommands,
  registry: Registry,
  { access }: BuildOrder,
): Promise<void> {
  const { registries, log } = registry.workspace.session
  const own = { username: TOKEN_USER, password: await registries.password(registry.loginServer) }
  for (const [server, { username, password }] of Object.entries({
    ...access.logins,
    [registry.loginServer]: own,
  })) {
    const done = await runner.run({ arguments: commands.login(server, username), stdin: password })
    if (done.exitCode !== 0) throw explainLogin(runner.engine, server, done.log)
  }
  for (const server of Object.keys(access.identities))
    log.warning(
      `The identity for ${server} is of the registry's own builds: ${runner.engine.name} has it not.`,
    )
}

async function build(
  runner: EngineRunner,
  commands: EngineCommands,
  order: BuildOrder,
  context: string,
  images: readonly string[],
): Promise<void> {
  const { secretArguments, timeoutInSeconds, platform, pullsBases, arguments: given } = order
  const secrets = Object.entries(secretArguments).map(([name, secret]) => [name, secret.reveal()])
  const secretNames = Object.keys(secretArguments)
  const done = await runner.run({
    arguments: commands.build({ context, platform, pullsBases, arguments: given, secretNames, images }),
    environment: Object.fromEntries(secrets) as Record<string, string>,
    timeoutInSeconds,
  })
  if (done.exitCode === 0) return
  throw explainFailure({
    build: `The build by ${runner.engine.name}`,
    status: done.exitCode === undefined ? 'Timeout' : 'Failed',
    message: `It ended with ${done.exitCode}.`,
    log: done.log,
  })
}

/** The token of the first login may be too old by now; and only the registry knows under which digest it keeps an image. */
async function push(
  runner: EngineRunner,
  commands: EngineCommands,
  registry: Registry,
  order: BuildOrder,
  image: string,
): Promise<string> {
  await logIn(runner, commands, registry, {
    ...order,
    access: { ...order.access, logins: {}, identities: {} },
  })
  const done = await runner.run({ arguments: commands.push(image) })
  if (done.exitCode !== 0) throw explainPush(runner.engine, registry, image, done.log)
  const digest = await digestUnder(registry, order.repository, order.tag)
  if (digest === undefined)
    throw new TaskError(`${runner.engine.name} has pushed ${image}, but the registry has no such image.`, {
      remedy: 'Look for it in the Azure portal; perhaps somebody deletes new images.',
    })
  await tagImage(registry, order.repository, digest, order.tags)
  return digest
}
