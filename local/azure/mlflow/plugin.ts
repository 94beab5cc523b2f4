import type { AzurePlugin } from '../core/world.ts'
import { AzureError } from '../core/errors.ts'
import { registerExperiments } from './experiment-routes.ts'
import { registerRunData } from './run-data.ts'
import { registerMlflowRuns } from './run-routes.ts'

/** MLflow's tracking API, as a workspace serves it. */
export const mlflow: AzurePlugin = {
  name: 'mlflow',
  register(world, servers) {
    registerExperiments(world, servers)
    registerMlflowRuns(world, servers)
    registerRunData(world, servers)
    for (const version of ['v1.0', 'v2.0']) {
      const method: ('GET' | 'POST' | 'PATCH' | 'DELETE')[] = ['GET', 'POST', 'PATCH', 'DELETE']
      // MLflow 3's logged models: Azure ML has none of these paths and says so with a bare 404.
      servers.dataPlane.route({
        method,
        url: `/mlflow/${version}/*`,
        handler: ({ url }) => {
          if (/\/mlflow\/logged-models\b/.test(url)) throw new AzureError(404, '')
          throw new AzureError(501, {
            error_code: 'NOT_IMPLEMENTED',
            message: `Local Azure does not emulate ${url.split('?')[0]}.`,
          })
        },
      })
    }
  },
}
