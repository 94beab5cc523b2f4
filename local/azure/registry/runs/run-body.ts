import type { RunDocument, RunStatus } from './run-document.ts'

const TYPE = 'Microsoft.ContainerRegistry/registries/runs'

/** The answer to scheduleRun: most of what a run has later is not there yet. */
export const scheduledBody = (run: RunDocument) => ({
  type: TYPE,
  properties: {
    runId: run.runId,
    status: 'Queued',
    lastUpdatedTime: run.lastUpdatedTime,
    // The request was accepted; `status` tells how the build goes.
    provisioningState: 'Succeeded',
    isArchiveEnabled: run.isArchiveEnabled,
  },
  ...common(run),
})

/** @param status what this reader sees */
export function runBody(run: RunDocument, status: RunStatus) {
  const visible = status === run.status
  const { startTime, finishTime, outputImages, runErrorMessage } = run
  return {
    type: TYPE,
    properties: {
      runId: run.runId,
      status,
      lastUpdatedTime: run.lastUpdatedTime,
      runType: 'QuickBuild',
      createTime: run.createTime,
      ...(status !== 'Queued' && startTime && { startTime }),
      ...(visible && finishTime && { finishTime }),
      ...(visible && outputImages && { outputImages }),
      ...(visible && runErrorMessage && { runErrorMessage }),
      platform: run.platform,
      agentConfiguration: { cpu: run.cpu },
      provisioningState: 'Succeeded',
      isArchiveEnabled: run.isArchiveEnabled,
    },
    ...common(run),
  }
}

const common = ({ id, runId, createdBy, lastUpdatedTime }: RunDocument) => ({
  id,
  name: runId,
  systemData: {
    lastModifiedBy: createdBy,
    lastModifiedByType: 'Application',
    lastModifiedAt: lastUpdatedTime,
  },
})
