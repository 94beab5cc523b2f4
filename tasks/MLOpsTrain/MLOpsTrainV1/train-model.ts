import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { stepKey } from '../../common/machinelearning/job/job-identity.ts'
import { cancelJob, studioUrlOf, type Job } from '../../common/machinelearning/job/jobs.ts'
import { checkReferences } from '../../common/machinelearning/job/check-references.ts'
import { followJob, JobTimeoutError } from '../../common/machinelearning/run/follow/follow-job.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { JobSpec } from '../../common/specification/read-job-file.ts'
import { defineJob } from './define-job.ts'
import { rememberJob } from './finish-job.ts'
import type { TrainInputs } from './inputs.ts'
import { checkModelPath } from './model-uri.ts'
import { printPlan } from './print-plan.ts'
import { collectResults } from './collect-results.ts'
import { submitOnce } from './submit-once.ts'

/** Submits the job, follows it to its end, and brings home what it made. */
export async function trainModel(inputs: TrainInputs, host: Host): Promise<Outcome> {
  const key = stepKey(host.variables)
  const spec = defineJob(inputs, host.variables, key)
  checkModelPath(inputs.model, spec)
  const session = openSession(host, inputs.azureSubscription)
  const workspace = await openWorkspace(session, {
    resourceGroup: inputs.resourceGroup,
    name: inputs.workspaceName,
  })
  printPlan(spec, await checkReferences(workspace, spec), workspace)
  if (inputs.validateOnly) return succeeded('The job is valid; nothing was written.')
  const job = await submitOnce(workspace, spec, key, name => {
    claimJob(host, workspace, inputs, name)
  })
  announce(host, job)
  if (!inputs.waitForCompletion) return succeeded(`Job ${job.name} was submitted.`)
  await follow(workspace, job, spec, inputs)
  return collectResults(workspace, job, spec, inputs, host)
}

/** From here on a cancelled pipeline has a job to think of, even if Azure's answer to its creation never comes. */
function claimJob(host: Host, workspace: Workspace, inputs: TrainInputs, name: string): void {
  rememberJob(host, inputs, name)
  if (inputs.onCancel === 'leaveRunning' || !inputs.waitForCompletion) return
  host.onCancel({
    what: `ask Azure to cancel job ${name}`,
    run: budget => cancelJob(workspace, name, budget),
  })
}

function announce(host: Host, job: Job): void {
  const studioUrl = studioUrlOf(job)
  host.outputs.set('jobName', job.name)
  host.outputs.set('jobStatus', job.properties.status)
  if (studioUrl) host.outputs.set('studioUrl', studioUrl)
  host.log.info(`Job ${job.name}${studioUrl ? ` in the studio: ${studioUrl}` : ''}`)
}

async function follow(workspace: Workspace, job: Job, spec: JobSpec, inputs: TrainInputs): Promise<void> {
  const { queueTimeoutInMinutes, runTimeoutInMinutes, onCancel } = inputs
  const options = { isPipeline: spec.type === 'pipeline', queueTimeoutInMinutes, runTimeoutInMinutes }
  try {
    await followJob(workspace, job.name, options)
  } catch (error) {
    if (error instanceof JobTimeoutError && onCancel === 'cancelJob') {
      workspace.session.log.info(`The time is over: asking Azure to cancel job ${job.name}.`)
      await cancelJob(workspace, job.name, workspace.session.signal)
    }
    throw error
  }
}
