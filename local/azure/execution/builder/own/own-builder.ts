import { Readable } from 'node:stream'
import { mediaTypes } from '../../../registry/layout/media-types.ts'
import type { Descriptor, ImageManifest } from '../../../registry/layout/oci-image.ts'
import type { ImageLayout } from '../../../registry/layout/layout.ts'
import { BuildFailure, type BuildRequest, type Builder, type BuiltImage } from '../builder.ts'
import { dockerfileText } from '../dockerfile-text.ts'
import { applyStep, type Stages } from './apply-step.ts'
import type { OwnBuilderTools } from './dependency-layer.ts'
import { expand } from './expand.ts'
import { type ImageState, configurationOf, newImage } from './image-state.ts'
import { readDockerfile } from './read-dockerfile.ts'
import type { Step } from './steps.ts'

/** Builds the Dockerfile of the containerize task without an engine, and no other one. */
export const ownBuilder = (tools: OwnBuilderTools): Builder => ({
  name: 'local Azure',
  async build(request) {
    const steps = readDockerfile(await dockerfileText(request))
    if (request.target)
      throw new BuildFailure(`The target "${request.target}" needs docker, podman or buildah.`)
    let image = newImage()
    const stages = new Map<string, ImageState>()
    const globals = new Map<string, string>()
    for (const [index, step] of steps.entries()) {
      request.signal.throwIfAborted()
      request.log(`Step ${index + 1}/${steps.length} : ${step.source}`)
      if (step.kind === 'from') image = begin(step, image, globals, stages)
      await carryOut(step, image, request, tools, stages)
    }
    const manifest = await store(image, tools.layout)
    request.log(`Successfully built ${manifest.digest.slice('sha256:'.length).slice(0, 12)}`)
    return toPush(image, manifest, request, tools.layout)
  },
})

/** A stage knows nothing of the one before it; what was declared before the first FROM is known to FROM alone. */
function begin(
  step: Extract<Step, { kind: 'from' }>,
  before: ImageState,
  globals: Map<string, string>,
  stages: Map<string, ImageState>,
): ImageState {
  if (before.base === '') for (const [name, value] of before.arguments) globals.set(name, value)
  const image = newImage()
  image.base = expand(step.image, globals)
  if (stages.has(image.base))
    throw new BuildFailure(`A stage upon the stage "${image.base}" needs docker, podman or buildah.`)
  if (step.stage !== undefined) stages.set(step.stage, image)
  return image
}

async function carryOut(
  step: Step,
  image: ImageState,
  request: BuildRequest,
  tools: OwnBuilderTools,
  stages: Stages,
): Promise<void> {
  try {
    await applyStep(step, image, request, tools, stages)
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error
    const { message, exitCode } = error
    const which =
      step.kind === 'dependencies'
        ? `The command '/bin/sh -c ${step.command}' returned a non-zero code: ${exitCode}`
        : `The instruction "${step.source}" failed.`
    throw new BuildFailure(`${message}\n${which}`, exitCode)
  }
}

async function store(image: ImageState, { content }: ImageLayout): Promise<Descriptor> {
  const put = async (mediaType: string, document: object): Promise<Descriptor> => ({
    mediaType,
    ...(await content.write(Readable.from([Buffer.from(JSON.stringify(document))]))),
  })
  const config = await put(mediaTypes.config, configurationOf(image, new Date().toISOString()))
  const layers = image.layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size }))
  const manifest: ImageManifest = { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers }
  return put(mediaTypes.manifest, manifest)
}

function toPush(
  { base }: ImageState,
  manifest: Descriptor,
  request: BuildRequest,
  { index }: ImageLayout,
): BuiltImage {
  for (const { repository, tag } of request.images)
    request.log(`Successfully tagged ${request.registry}/${repository}:${tag}`)
  return {
    base,
    async push({ repository, tag }) {
      index.put(repository, tag, manifest)
      return manifest
    },
    // What was not pushed stays as layers that a later build finds again.
    async dispose() {},
  }
}
