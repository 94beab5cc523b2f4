import type { Servers, World } from '../core/world.ts'
import { ensureExperiment, findExperiment, listExperiments } from '../run-history/experiments.ts'
import { mlflowError, unknownExperiment } from './errors.ts'
import { mlflowRoute } from './mlflow-route.ts'
import { renderExperiment } from './render.ts'

export function registerExperiments(world: World, servers: Servers): void {
  mlflowRoute(world, servers, 'GET', 'experiments/get', ({ query }) => {
    const id = query['experiment_id'] ?? ''
    const experiment = listExperiments(world).find(({ experimentId }) => experimentId === id)
    if (!experiment) throw unknownExperiment(`id ${id}`)
    return { experiment: renderExperiment(world, experiment) }
  })
  mlflowRoute(world, servers, 'GET', 'experiments/get-by-name', ({ query }) => {
    const name = query['experiment_name'] ?? ''
    const experiment = listExperiments(world).find(one => one.name === name)
    if (!experiment) throw unknownExperiment(`name '${name}'`)
    return { experiment: renderExperiment(world, experiment) }
  })
  mlflowRoute(world, servers, 'POST', 'experiments/create', ({ body }) => {
    const name = String(body['name'])
    if (findExperiment(world, name)) {
      throw mlflowError(400, 'RESOURCE_ALREADY_EXISTS', `Experiment '${name}' already exists.`)
    }
    return { experiment_id: ensureExperiment(world, name).experimentId }
  })
  for (const method of ['GET', 'POST'] as const) {
    mlflowRoute(world, servers, method, 'experiments/search', () => ({
      experiments: listExperiments(world).map(experiment => renderExperiment(world, experiment)),
    }))
  }
}
