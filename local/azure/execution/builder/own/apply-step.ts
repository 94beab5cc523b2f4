import { posix } from 'node:path'
import { BuildFailure, type BuildRequest } from '../builder.ts'
import { copyEntries } from './copy.ts'
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
): Promise<void> {
  const before = image.layers.length
  await apply(step, image, request, tools)
  const added = image.layers.length > before
  if (step.kind === 'from' || (step.kind === 'argument' && image.base === '')) return
  image.history.push({ created_by: step.source, ...(!added && { empty_layer: true }) })
}

async function apply(step: Step, image: ImageState, request: BuildRequest, tools: OwnBuilderTools) {
  const text = (value: string) => expand(value, new Map([...image.arguments, ...image.environment]))
  switch (step.kind) {
    case 'from':
      image.base = text(step.image)
      // What was declared before FROM is out of scope behind it.
      image.arguments.clear()
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
    case 'dependencies':
      image.layers.push(await dependencyLayer(text(step.command), image, request, tools))
      return
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

async function copy(
  step: { from: string; to: string; mode: number | undefined },
  image: ImageState,
  { context }: BuildRequest,
  { layout }: OwnBuilderTools,
): Promise<void> {
  const entries = await copyEntries(context, step, image.workingDirectory)
  if (entries.length === 0) throw new BuildFailure(`COPY failed: ${step.from} is empty.`)
  for (const entry of entries) image.files.set(entry.path, entry)
  image.layers.push(await writeLayer(layout.content, entries))
}
