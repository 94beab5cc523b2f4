import type { World } from '../core/world.ts'
import type { ExperimentDocument } from '../run-history/experiments.ts'
import { type RunDocument, shownStatus } from '../run-history/run-document.ts'
import { mlflowStatus } from './mlflow-status.ts'
import { latestPoints } from './metrics.ts'

export function renderRun(world: World, run: RunDocument): object {
  return {
    info: renderInfo(world, run),
    data: {
      metrics: latestPoints(world, run),
      params: pairs(run.params),
      tags: pairs(allTags(run)),
    },
    inputs: {},
  }
}

export function renderInfo(world: World, run: RunDocument): object {
  return {
    run_id: run.runId,
    run_uuid: run.runId,
    run_name: run.displayName,
    experiment_id: run.experimentId,
    user_id: run.userId,
    status: mlflowStatus(shownStatus(run)),
    start_time: Date.parse(run.startTimeUtc ?? run.createdTimeUtc),
    ...(run.endTimeUtc && { end_time: Date.parse(run.endTimeUtc) }),
    artifact_uri: artifactUri(world, run),
    lifecycle_stage: 'active',
  }
}

/** The form that azureml-mlflow takes apart: workspace, experiment (its id), run. */
export function artifactUri(world: World, { experimentId, runId }: RunDocument): string {
  return `${trackingUri(world)}/experiments/${experimentId}/runs/${runId}/artifacts`
}

const trackingUri = (world: World): string =>
  `azureml://${new URL(world.endpoints.dataPlane).host}/mlflow/v2.0${world.workspaceArmId}`

export function renderExperiment(
  world: World,
  { experimentId, name, tags, createdAt }: ExperimentDocument,
): object {
  return {
    experiment_id: experimentId,
    name,
    artifact_location: `${trackingUri(world)}/experiments/${experimentId}/artifacts`,
    lifecycle_stage: 'active',
    creation_time: Date.parse(createdAt),
    tags: pairs(tags),
  }
}

/** The run's own, and those by which MLflow knows user, name and parent. */
export const allTags = (run: RunDocument): Record<string, string> => ({ ...systemTags(run), ...run.tags })

function systemTags(run: RunDocument): Record<string, string> {
  return {
    'mlflow.user': run.userId,
    'mlflow.rootRunId': run.rootRunId,
    'mlflow.runName': run.displayName,
    ...(run.parentRunId && { 'mlflow.parentRunId': run.parentRunId }),
  }
}

const pairs = (map: Record<string, string>) => Object.entries(map).map(([key, value]) => ({ key, value }))
