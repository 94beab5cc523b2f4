import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AzurePlugin, World } from '../core/world.ts'
import { createEnvironmentStore } from '../execution/environments/environment-store.ts'
import { userCacheDirectory } from '../execution/environments/tool.ts'
import { writeCaBundle } from '../execution/processes/ca-bundle.ts'
import { plainPath } from '../execution/processes/plain-path.ts'
import { createWatchdog } from '../execution/processes/watchdog.ts'
import { createJobQueue } from '../execution/queue.ts'
import { createRunner, failLostRuns } from '../execution/runner.ts'
import { LocalServing } from '../execution/serving/serving.ts'
import type { ExecutionServices } from '../execution/services.ts'
import { registerArtifacts } from '../run-history/artifact-routes.ts'
import { registerMetrics } from '../run-history/metric-routes.ts'
import { registerResolvedUris } from '../run-history/resolved-uri-routes.ts'
import { registerRuns } from '../run-history/run-routes.ts'
import { scoring } from '../scoring/plugin.ts'
import { registerCode } from './code/code-versions.ts'
import { registerComponents } from './component/component-versions.ts'
import { computesOf } from './compute/compute-document.ts'
import { registerComputes } from './compute/compute-routes.ts'
import { registerData } from './data/data-versions.ts'
import { registerEmptyLists } from './empty-lists.ts'
import { registerDeployments } from './deployment/deployment-routes.ts'
import { registerEndpoints } from './endpoint/endpoint-routes.ts'
import { registerEnvironments } from './environment/environment-versions.ts'
import { jobControl } from './job/job-control.ts'
import { registerJobs } from './job/job-routes.ts'
import { registerModels } from './model/model-versions.ts'

/** Azure Machine Learning: its resources in ARM, run history, and the machinery that executes jobs. */
export const machineLearning: AzurePlugin = {
  name: 'machinelearning',
  async register(world, servers) {
    const state = plainPath(world.stateDirectory)
    const services = createServices(world, state.path)
    const runner = createRunner(world, services)
    const serving = new LocalServing(world, services)
    registerComputes(world, servers, services.queue)
    registerCode(world, servers)
    registerEnvironments(world, servers)
    registerComponents(world, servers)
    registerData(world, servers)
    registerModels(world, servers)
    registerEmptyLists(world, servers)
    registerJobs(world, servers, runner, services.queue)
    jobControl(world, servers, services)
    registerEndpoints(world, servers, serving)
    registerDeployments(world, servers, serving)
    await scoring(serving).register(world, servers)
    registerRuns(world, servers, services.queue)
    registerMetrics(world, servers)
    registerArtifacts(world, servers)
    registerResolvedUris(world, servers)
    world.onReady(() => {
      rmSync(services.nodesDirectory, { recursive: true, force: true })
      failLostRuns(world)
      serving.startAll()
    })
    const stopAll = () => Promise.all([runner.stopAll(), serving.stopAll()]).then(() => {})
    world.onReset(async () => {
      services.logRules.clear()
      await stopAll()
    })
    world.onClose(async () => {
      await stopAll()
      services.watchdog.close()
      state.release()
    })
  },
}

function createServices(world: World, plainState: string): ExecutionServices {
  const watchdog = createWatchdog()
  const directory = join(world.stateDirectory, 'environments')
  const toolDirectory = join(userCacheDirectory(), 'tools')
  return {
    watchdog,
    environments: createEnvironmentStore({ directory, toolDirectory, watchdog }),
    queue: createJobQueue(world, computeName => capacityOf(world, computeName)),
    logRules: new Map(),
    caBundle: writeCaBundle(world),
    nodesDirectory: join(plainState, 'nodes'),
  }
}

/** Nodes of a cluster; serverless compute has as many as are asked for. */
function capacityOf(world: World, computeName: string): number {
  const compute = computesOf(world).get(`${world.workspaceArmId}/computes/${computeName}`)
  return compute?.scaleSettings.maxNodeCount ?? Infinity
}
