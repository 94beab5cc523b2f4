import type { World } from '../../core/world.ts'
import { BuildFailure, type Builder } from './builder.ts'
import { type EngineTools, engineBuilder } from './engine/engine-builder.ts'
import { findEngine } from './engine/find-engine.ts'
import type { OwnBuilderTools } from './own/dependency-layer.ts'
import { ownBuilder } from './own/own-builder.ts'
import { withFallback } from './with-fallback.ts'

export type BuilderTools = OwnBuilderTools & EngineTools

/**
 * The builder for one build: an engine where one answers, else local Azure's own.
 *
 * @throws BuildFailure when an engine is demanded and none answers
 */
export async function chooseBuilder({ config }: World, tools: BuilderTools): Promise<Builder> {
  const own = ownBuilder(tools)
  if (config.imageBuilder === 'own') return own
  const found = await findEngine(process.env)
  const engine = found && engineBuilder(found, tools)
  if (config.imageBuilder === 'auto') return engine ? withFallback(engine, own) : own
  if (engine) return engine
  throw new BuildFailure('Neither docker, podman nor buildah answers on this machine.')
}
