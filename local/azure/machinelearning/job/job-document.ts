import type { World } from '../../core/world.ts'
import { type RunDocument, shownStatus } from '../../run-history/run-document.ts'
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
    properties: { ...run.properties, ...(properties['properties'] as Fields | undefined) },
  }
  return {
    id,
    name,
    type,
    properties: {
      ...properties,
      ...lived,
      status: run ? shownStatus(run) : 'Unknown',
      services: { ...(properties['services'] as Fields | null | undefined), ...services(world, name) },
    },
    systemData,
  }
}

/** A sweep's trial is a command job like any other, although nobody put it. */
export function renderTrial(world: World, run: RunDocument): object {
  const { environmentId, codeId, command, environmentVariables, target } = run.definition
  const properties: JobDocument['properties'] = {
    jobType: 'Command',
    displayName: run.displayName,
    experimentName: run.experimentName,
    description: null,
    isArchived: false,
    computeId: target === 'serverless' ? null : `${world.workspaceArmId}/computes/${String(target)}`,
    componentId: null,
    identity: null,
    ...{ environmentId, codeId, command, environmentVariables },
    inputs: {},
    parameters: {},
    outputs: { default: defaultOutput(run.runId), ...trialOutputs(run) },
  }
  const createdAt = run.createdTimeUtc
  const systemData = {
    createdAt,
    createdBy: run.userId,
    createdByType: 'Application',
    lastModifiedAt: createdAt,
  }
  return renderJob(world, {
    id: `${world.workspaceArmId}/jobs/${run.runId}`,
    name: run.runId,
    properties,
    systemData,
  })
}

const trialOutputs = ({ outputs }: RunDocument): Fields =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, { type }]) => [
      name,
      {
        description: null,
        uri: null,
        assetName: null,
        assetVersion: null,
        mode: 'ReadWriteMount',
        jobOutputType: type,
      },
    ]),
  )

/** What the service adds to every job's outputs. Unlike other datastore URIs this one has no `paths` segment. */
export const defaultOutput = (name: string): object => ({
  description: null,
  uri: `azureml://datastores/workspaceartifactstore/ExperimentRun/dcid.${name}`,
  assetName: null,
  assetVersion: null,
  mode: 'ReadWriteMount',
  jobOutputType: 'uri_folder',
})

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
