import type { World } from '../../core/world.ts'
import { BuildFailure, type Builder } from './builder.ts'
import { type EngineTools, engineBuilder } from './engine/engine-builder.ts'
import { findEngine } from './engine/find-engine.ts'
import { ownBuilder } from './own/own-builder.ts'
import type { OwnBuilderTools } from './own/dependency-layer.ts'

export type BuilderTools = OwnBuilderTools & EngineTools

/**
 * The builder for one build: an engine where one answers, else local Azure's own.
 *
 * @throws BuildFailure when an engine is demanded and none answers
 */
export async function chooseBuilder({ config }: World, tools: BuilderTools): Promise<Builder> {
  const engine = config.imageBuilder === 'own' ? undefined : await findEngine(process.env)
  if (engine) return engineBuilder(engine, tools)
  if (config.imageBuilder === 'engine')
    throw new BuildFailure('Neither docker, podman nor buildah answers on this machine.')
  return ownBuilder(tools)
}
