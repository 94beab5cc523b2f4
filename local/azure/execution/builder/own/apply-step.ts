import { posix } from 'node:path'
import { BuildFailure, type BuildRequest } from '../builder.ts'
import { copyEntries, imagePath } from './copy.ts'
import { type OwnBuilderTools, dependencyLayer } from './dependency-layer.ts'
import { expand } from './expand.ts'
import type { ImageState } from './image-state.ts'
import { writeLayer } from './layer.ts'
import type { Pair, Step } from './steps.ts'

/** Carries out one instruction on the image, and notes it in the image's history. */
export async function applyStep(
  step: Step,
  image: ImageState,
  request: BuildRequest,
  tools: OwnBuilderTools,
  stages: Stages,
): Promise<void> {
  const before = image.layers.length
  await apply(step, image, request, tools, stages)
  const added = image.layers.length > before
  if (step.kind === 'from' || (step.kind === 'argument' && image.base === '')) return
  image.history.push({ created_by: step.source, ...(!added && { empty_layer: true }) })
}

/** The stages so far, by name. */
export type Stages = ReadonlyMap<string, ImageState>

async function apply(
  step: Step,
  image: ImageState,
  request: BuildRequest,
  tools: OwnBuilderTools,
  stages: Stages,
): Promise<void> {
  const text = (value: string) => expand(value, new Map([...image.arguments, ...image.environment]))
  switch (step.kind) {
    case 'from':
      request.log(`Local Azure pulls no images: ${image.base} stands for a base without files.`)
      return
    case 'argument':
      declare(image, step.name, step.value && text(step.value), request)
      return
    case 'environment':
      assign(image.environment, step.values, text)
      return
    case 'labels':
      assign(image.labels, step.values, text)
      return
    case 'copy':
      return copy({ ...step, from: text(step.from), to: text(step.to) }, image, request, tools)
    case 'take':
      take(step, image, stages)
      return
    case 'dependencies':
      return install(text(step.command), image, request, tools)
    case 'user-account':
      request.log('Without a base image there is no list of users: the account is not made.')
      return
    case 'user':
      image.user = text(step.user)
      return
    case 'directory':
      image.workingDirectory = posix.resolve(image.workingDirectory, text(step.path))
      return
    case 'port':
      image.ports.push(text(step.port))
      return
    case 'command':
      image.command = step.command
  }
}

/** A build argument takes the place of the default. */
function declare(image: ImageState, name: string, fallback: string | undefined, request: BuildRequest): void {
  const given = request.arguments.find(argument => argument.name === name)
  const value = given?.value ?? fallback
  if (value !== undefined) image.arguments.set(name, value)
}

function assign(into: Map<string, string>, pairs: Pair[], text: (value: string) => string): void {
  for (const { name, value, literal } of pairs) into.set(text(name), literal ? value : text(value))
}

/** Layers of another stage, below a path. */
function take({ stage, path }: { stage: string; path: string }, image: ImageState, stages: Stages): void {
  const below = stages.get(stage)?.places.filter(place => `${place.path}/`.startsWith(`${imagePath(path)}/`))
  if (!below?.length) throw new BuildFailure(`COPY failed: stage ${stage} has nothing at ${path}.`)
  image.layers.push(...below.map(({ layer }) => layer))
  image.places.push(...below)
}

async function install(
  command: string,
  image: ImageState,
  request: BuildRequest,
  tools: OwnBuilderTools,
): Promise<void> {
  const { layer, path } = await dependencyLayer(command, image, request, tools)
  image.layers.push(layer)
  image.places.push({ path, layer })
}

async function copy(
  step: { from: string; to: string; mode: number | undefined },
  image: ImageState,
  { context }: BuildRequest,
  { layout }: OwnBuilderTools,
): Promise<void> {
  const entries = await copyEntries(context, step, image.workingDirectory)
  if (entries.length === 0) throw new BuildFailure(`COPY failed: ${step.from} is empty.`)
  for (const entry of entries) image.files.set(entry.path, entry)
  const layer = await writeLayer(layout.content, entries)
  image.layers.push(layer)
  image.places.push({ path: imagePath(posix.resolve(image.workingDirectory, step.to)), layer })
}
