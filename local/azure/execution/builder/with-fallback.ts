import { baseImage } from './base-image.ts'
import type { BuildRequest, Builder } from './builder.ts'
import { dockerfileText } from './dockerfile-text.ts'
import type { EngineBuilder } from './engine/engine-builder.ts'
import { isOwnDockerfile, readDockerfile } from './own/read-dockerfile.ts'

/**
 * An engine that is there but cannot have the base image, as on a machine without a network, would be worse than none:
 * then the containerize task's Dockerfile is executed without it.
 */
export const withFallback = (engine: EngineBuilder, own: Builder): Builder => ({
  name: engine.name,
  async build(request) {
    const base = await baseOfOwnDockerfile(request)
    if (base === undefined || (await engine.canHave(base, request))) return engine.build(request)
    request.log(`${engine.name} cannot have the base image ${base}; local Azure builds without an engine.`)
    return own.build(request)
  },
})

async function baseOfOwnDockerfile(request: BuildRequest): Promise<string | undefined> {
  const text = await dockerfileText(request)
  return isOwnDockerfile(text) ? baseImage(readDockerfile(text), request) : undefined
}
