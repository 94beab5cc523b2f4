import { newHex } from '../core/ids.ts'
import type { World } from '../core/world.ts'
import { artifactPlace } from '../machinelearning/common/uris.ts'
import { rootError } from './data-plane-routes.ts'
import { historyType } from './outputs.ts'
import { type RunDocument, shownStatus } from './run-document.ts'

/** The run as `runs/{id}` answers it. */
export function renderRun(world: World, run: RunDocument): object {
  return {
    ...identity(run),
    rootRunUuid: run.runUuid,
    parentRunUuid: null,
    token: null,
    tokenExpiryTimeUtc: null,
    error: renderError(world, run),
    warnings: null,
    status: shownStatus(run),
    createdTimeUtc: run.createdTimeUtc,
    startTimeUtc: run.startTimeUtc,
    endTimeUtc: run.endTimeUtc,
    duration: duration(run),
    displayName: run.displayName,
    name: run.name,
    dataContainerId: run.dataContainerId,
    experimentId: run.experimentId,
    hidden: false,
    runType: run.runType,
    runTypeV2: { orchestrator: null, traits: [run.runType], attribution: null, computeType: null },
    properties: run.properties,
    parameters: {},
    actionUris: { Cancel: cancelUri(world, run) },
    cancelUri: cancelUri(world, run),
    target: run.target,
    tags: run.tags,
    settings: {},
    services: {},
    inputDatasets: [],
    outputDatasets: [],
    inputs: run.inputs,
    outputs: renderOutputs(run),
    queueingInfo: null,
    lastModifiedUtc: run.endTimeUtc ?? run.startTimeUtc ?? run.createdTimeUtc,
    revision: run.revision,
    statusRevision: run.revision,
    createdBy: createdBy(world, run),
  }
}

/** The run as `runs/{id}/details` answers it: with the links to its logs. */
export async function renderDetails(world: World, run: RunDocument): Promise<object> {
  return {
    ...identity(run),
    target: run.target,
    status: shownStatus(run),
    createdTimeUtc: run.createdTimeUtc,
    startTimeUtc: run.startTimeUtc,
    endTimeUtc: run.endTimeUtc,
    error: renderError(world, run),
    warnings: null,
    tags: run.tags,
    properties: run.properties,
    parameters: {},
    services: {},
    inputDatasets: [],
    outputDatasets: [],
    runDefinition: run.definition,
    logFiles: await logFiles(world, run),
    jobCost: null,
    revision: run.revision,
    statusRevision: run.revision,
    runTypeV2: { orchestrator: null, traits: [run.runType], attribution: null, computeType: null },
    settings: {},
    computeRequest: null,
    compute: run.target ? { target: run.target, targetType: 'AmlCompute' } : null,
    createdBy: createdBy(world, run),
    submittedBy: run.userId,
    computeDuration: duration(run),
    duration: duration(run),
    lastModifiedUtc: run.endTimeUtc ?? run.startTimeUtc ?? run.createdTimeUtc,
    inputs: run.inputs,
    outputs: renderOutputs(run),
  }
}

const identity = (run: RunDocument) => ({
  runNumber: run.runNumber,
  rootRunId: run.rootRunId,
  runId: run.runId,
  runUuid: run.runUuid,
  parentRunId: run.parentRunId,
})

const createdBy = ({ settings }: World, { userId }: RunDocument) => ({
  userObjectId: userId,
  userTenantId: settings.tenantId,
  userName: userId,
})

/** While a run has no logs the map is empty; every link is signed anew at each call. */
async function logFiles(world: World, { dataContainerId }: RunDocument): Promise<Record<string, string>> {
  const root = artifactPlace(world, dataContainerId)
  const blobs = await world.blobs.list(root.container, root.path)
  const logs = blobs.map(({ name }) => name).filter(name => isLog(name.slice(root.path.length)))
  return Object.fromEntries(
    logs.map(blob => [
      blob.slice(root.path.length),
      world.blobs.sas({ container: root.container, blob, permissions: 'r' }),
    ]),
  )
}

const isLog = (path: string): boolean => /^(user_logs|azureml-logs|system_logs|logs)\//.test(path)

function renderError(world: World, { error }: RunDocument): object | null {
  if (!error) return null
  return {
    error: rootError(error.code, error.message),
    correlation: { operation: newHex(32), request: newHex(16) },
    environment: world.settings.location,
    location: world.settings.location,
    time: world.clock.now().toISOString(),
    componentName: 'execution-wrapper',
  }
}

const renderOutputs = ({ outputs, dataContainerId }: RunDocument): object => ({
  ...Object.fromEntries(
    Object.entries(outputs).map(([name, { assetId, type }]) => [name, { assetId, type: historyType(type) }]),
  ),
  default: {
    assetId: `azureml://datastores/workspaceartifactstore/ExperimentRun/${dataContainerId}`,
    type: 'uri_folder',
  },
})

function cancelUri({ settings, endpoints }: World, { runId }: RunDocument): string {
  const { subscriptionId, resourceGroup, workspace } = settings
  return `${endpoints.dataPlane}/studioservice/apiv2/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/workspaces/${workspace}/runs/${runId}/Cancel`
}

/** `hh:mm:ss.fffffff`, or null before the run began. */
function duration({ startTimeUtc, endTimeUtc }: RunDocument): string | null {
  if (startTimeUtc === null) return null
  const milliseconds = Date.parse(endTimeUtc ?? startTimeUtc) - Date.parse(startTimeUtc)
  return new Date(milliseconds).toISOString().slice(11, 23) + '0000'
}
