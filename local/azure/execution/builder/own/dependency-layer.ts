import { readFile, readlink, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { ImageLayout } from '../../../registry/layout/layout.ts'
import { buildEnvironment } from '../../environments/build.ts'
import { EnvironmentError } from '../../environments/plan.ts'
import { userCacheDirectory, uvVersion } from '../../environments/tool.ts'
import type { Watchdog } from '../../processes/watchdog.ts'
import { BuildFailure, type BuildRequest } from '../builder.ts'
import { imagePath } from './copy.ts'
import { readDependencyCommand } from './dependency-command.ts'
import type { ImageState } from './image-state.ts'
import { layerKey, openLayerCache } from './layer-cache.ts'
import { type Layer, writeLayer } from './layer.ts'
import { walk } from './walk.ts'

export interface OwnBuilderTools {
  layout: ImageLayout
  watchdog: Watchdog
}

/**
 * The layer of the RUN that installs the dependencies: a virtual environment made by uv on this machine. Its interpreter
 * stays a link to the machine's, as there is no base image that would bring one.
 *
 * @param command the RUN's command, variables put in
 * @throws BuildFailure
 */
export async function dependencyLayer(
  command: string,
  image: ImageState,
  request: BuildRequest,
  { layout, watchdog }: OwnBuilderTools,
): Promise<{ layer: Layer; path: string }> {
  const { python, environment, requirements } = readDependencyCommand(command)
  const file = copiedFile(image, requirements)
  const cache = openLayerCache(layout)
  const texts = await textsBeside(image, requirements)
  const variables = variablesOf(image, request)
  const seen = JSON.stringify(Object.entries(variables.plain))
  const key = layerKey(python, environment, ...texts, seen, uvVersion, process.platform, process.arch)
  const path = imagePath(environment)
  const known = request.noCache ? undefined : cache.find(key)
  if (known) {
    request.log(' ---> Using cache')
    return { layer: known, path }
  }
  const home = join(request.scratch, 'environment')
  const installation = { python, file, path: requirements, variables: variables.all }
  await install(installation, home, request, watchdog)
  const layer = await writeLayer(layout.content, await environmentEntries(home, path))
  await rm(home, { recursive: true, force: true })
  cache.keep(key, layer)
  return { layer, path }
}

/** A RUN sees the arguments that its stage has declared as variables; a secret one makes no other layer. */
function variablesOf({ arguments: declared }: ImageState, { arguments: given }: BuildRequest) {
  const { PYTHON_VERSION: _python, ...all } = Object.fromEntries(declared)
  const secrets = given.filter(({ isSecret }) => isSecret).map(({ name }) => name)
  const plain = Object.fromEntries(Object.entries(all).filter(([name]) => !secrets.includes(name)))
  return { all, plain }
}

/** Where a file lies that COPY has put into the image. */
function copiedFile({ files }: ImageState, path: string): string {
  const entry = files.get(imagePath(path))
  if (entry?.type === 'file') return entry.file
  throw new BuildFailure(`error: File not found: \`${path}\``, 2)
}

/** Paths and contents of all files in the folder of the requirements: one may include another. */
async function textsBeside({ files }: ImageState, requirements: string): Promise<string[]> {
  const folder = `${imagePath(posix.dirname(requirements))}/`
  const texts = [...files.values()].map(async entry =>
    entry.type === 'file' && entry.path.startsWith(folder)
      ? [entry.path, await readFile(entry.file, 'utf8')]
      : [],
  )
  return (await Promise.all(texts)).flat()
}

interface Installation {
  python: string
  /** The requirements, in the build context. */
  file: string
  /** Their path in the image, for the log. */
  path: string
  variables: Record<string, string>
}

async function install(
  { python, file, path, variables }: Installation,
  home: string,
  { log, signal }: BuildRequest,
  watchdog: Watchdog,
): Promise<void> {
  const plan = { python, requirements: [`-r ${file}`], notes: [] }
  const say = (line: string) => log(line.replaceAll(file, path))
  const toolDirectory = join(userCacheDirectory(), 'tools')
  try {
    await buildEnvironment(plan, home, say, { toolDirectory, watchdog, signal, variables, relocatable: true })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof EnvironmentError) throw new BuildFailure(error.message.replaceAll(file, path))
    throw error
  }
  const interpreter = await readlink(join(home, 'bin', 'python'))
  if (!existsSync(interpreter)) throw new BuildFailure(`The interpreter ${interpreter} has vanished.`)
  log(`Local Azure has no base image: the environment's interpreter is this machine's ${interpreter}.`)
}

/** Without what only this machine needs. */
async function environmentEntries(home: string, path: string) {
  const ours = ['environment.json', 'requirements.txt', '.lock'].map(name => `${path}/${name}`)
  return (await walk(home, path)).filter(entry => !ours.includes(entry.path))
}
