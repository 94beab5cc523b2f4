import { readFile, readlink, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
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
): Promise<Layer> {
  const { python, environment, requirements } = readDependencyCommand(command)
  const text = await readCopied(image, requirements)
  const cache = openLayerCache(layout)
  const key = layerKey(python, environment, text, uvVersion, process.platform, process.arch)
  const known = request.noCache ? undefined : cache.find(key)
  if (known) {
    request.log(' ---> Using cache')
    return known
  }
  const home = join(request.scratch, 'environment')
  await install({ python, text }, home, request, watchdog)
  const layer = await writeLayer(layout.content, await environmentEntries(home, imagePath(environment)))
  await rm(home, { recursive: true, force: true })
  cache.keep(key, layer)
  return layer
}

/** A file that COPY has put into the image. */
async function readCopied({ files }: ImageState, path: string): Promise<string> {
  const entry = files.get(imagePath(path))
  if (entry?.type === 'file') return readFile(entry.file, 'utf8')
  throw new BuildFailure(`error: File not found: \`${path}\``, 2)
}

async function install(
  { python, text }: { python: string; text: string },
  home: string,
  { log, signal }: BuildRequest,
  watchdog: Watchdog,
): Promise<void> {
  const plan = { python, requirements: text.split(/\r?\n/).filter(line => line.trim() !== ''), notes: [] }
  const toolDirectory = join(userCacheDirectory(), 'tools')
  try {
    await buildEnvironment(plan, home, log, { toolDirectory, watchdog, signal, relocatable: true })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof EnvironmentError) throw new BuildFailure(error.message)
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
