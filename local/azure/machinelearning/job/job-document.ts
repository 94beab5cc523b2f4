import type { World } from '../../core/world.ts'
import { shownStatus } from '../../run-history/run-document.ts'
import { findRun } from '../../run-history/runs.ts'
import type { Fields } from '../common/body.ts'
import type { SystemData } from '../common/system-data.ts'

export interface JobDocument {
  id: string
  name: string
  /** As sent, with the service's defaults; status and services come from the run. */
  properties: Fields & { jobType: string }
  systemData: SystemData
}

const type = 'Microsoft.MachineLearningServices/workspaces/jobs'

export const jobsOf = (world: World) => world.store.collection<JobDocument>('jobs')

/**
 * The resource as ARM answers it, its tags and properties as run history has them. It has no error field: the reason
 * of a failure is in run history only.
 */
export function renderJob(world: World, { id, name, properties, systemData }: JobDocument): object {
  const run = findRun(world, name)
  const lived = run && {
    tags: run.tags,
    properties: { ...run.properties, ...(properties['properties'] as Fields) },
  }
  return {
    id,
    name,
    type,
    properties: {
      ...properties,
      ...lived,
      status: run ? shownStatus(run) : 'Unknown',
      services: services(world, name),
    },
    systemData,
  }
}

/** A step's job: known by name, but no longer described by the front end. */
export const renderChildJob = (world: World, name: string): object => ({
  id: `${world.workspaceArmId}/jobs/${name}`,
  name,
  type,
})

function services(world: World, name: string): object {
  const { subscriptionId, resourceGroup, workspace } = world.settings
  const host = new URL(world.endpoints.dataPlane).host
  const wsid = `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/workspaces/${workspace}`
  return {
    Tracking: service('Tracking', `azureml://${host}/mlflow/v1.0${world.workspaceArmId}?`),
    Studio: service('Studio', `https://ml.azure.com/runs/${name}?wsid=${wsid}`),
  }
}

const service = (jobServiceType: string, endpoint: string) => ({
  jobServiceType,
  port: null,
  endpoint,
  status: null,
  errorMessage: null,
  properties: null,
  nodes: null,
})
