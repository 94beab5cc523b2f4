import { newGuid } from '../core/ids.ts'
import type { World } from '../core/world.ts'

export interface ExperimentDocument {
  experimentId: string
  name: string
  tags: Record<string, string>
  createdAt: string
}

const experiments = (world: World) => world.store.collection<ExperimentDocument>('experiments')

export const findExperiment = (world: World, nameOrId: string): ExperimentDocument | undefined =>
  experiments(world)
    .list()
    .find(({ experimentId, name }) => experimentId === nameOrId || name === nameOrId)

export const listExperiments = (world: World): ExperimentDocument[] => experiments(world).list()

/** An experiment comes into being with the first job that names it. */
export function ensureExperiment(world: World, name: string): ExperimentDocument {
  const found = experiments(world)
    .list()
    .find(one => one.name === name)
  if (found) return found
  const experimentId = newGuid()
  const createdAt = world.clock.now().toISOString()
  return experiments(world).put(experimentId, { experimentId, name, tags: {}, createdAt })
}
