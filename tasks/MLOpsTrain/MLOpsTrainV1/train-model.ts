import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import type { Outcome } from '../../common/host/task.ts'
import { stepKey } from '../../common/machinelearning/job/job-identity.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { secretsIn } from '../../common/text/without-secrets.ts'
import { attachToJobs } from './run/attach-to-jobs.ts'
import { checkDownloads } from './results/check-downloads.ts'
import { defineJob } from './definition/define-job.ts'
import type { TrainInputs } from './inputs.ts'
import { checkModelPath } from './results/model-uri.ts'
import { submitAndFollow } from './run/submit-and-follow.ts'

/** Submits a job or attaches to jobs, follows to the end, and brings home what was made. */
export async function trainModel(inputs: TrainInputs, host: Host): Promise<Outcome> {
  if (inputs.action === 'attach') return attachToJobs(await open(inputs, host), inputs, host)
  const key = stepKey(host.variables)
  const spec = defineJob(inputs, host.variables, key)
  const outputs = Object.keys(spec.outputs ?? {})
  checkModelPath(inputs.model, { isPipeline: spec.type === 'pipeline', outputs })
  checkDownloads(inputs.downloadOutputs, outputs)
  for (const secret of secretsIn(JSON.stringify(spec))) host.secret(secret)
  return submitAndFollow(await open(inputs, host), spec, key, inputs, host)
}

function open(
  { azureSubscription, resourceGroup, workspaceName }: TrainInputs,
  host: Host,
): Promise<Workspace> {
  return openWorkspace(openSession(host, azureSubscription), { resourceGroup, name: workspaceName })
}
