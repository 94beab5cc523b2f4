import type { Host } from '../../../common/host/host.ts'
import { succeeded, type Outcome } from '../../../common/host/task.ts'
import { checkReferences } from '../../../common/machinelearning/job/check-references.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { JobSpec } from '../../../common/specification/read-job-file.ts'
import { announceJobs } from './announce-jobs.ts'
import { collectResults } from '../results/collect-results.ts'
import { claimJobs } from './finish-job.ts'
import { followToEnds } from './follow-to-ends.ts'
import type { SubmitInputs } from '../inputs.ts'
import { printPlan } from '../definition/print-plan.ts'
import { submitOnce } from './submit-once.ts'

/** The job of this step, new or begun by an earlier attempt, to the end that the inputs ask for. */
export async function submitAndFollow(
  workspace: Workspace,
  spec: JobSpec,
  key: string,
  inputs: SubmitInputs,
  host: Host,
): Promise<Outcome> {
  printPlan(spec, await checkReferences(workspace, spec), workspace)
  if (inputs.validateOnly) return succeeded('The job is valid; nothing was written.')
  const cancel = inputs.waitForCompletion && inputs.onCancel === 'cancelJob'
  const job = await submitOnce(workspace, spec, key, name => {
    claimJobs(host, workspace, inputs, [name], cancel)
  })
  announceJobs(host, [job])
  if (!inputs.waitForCompletion) return succeeded(`Job ${job.name} was submitted.`)
  const { completed, failed } = await followToEnds(workspace, [job], inputs, host)
  if (failed[0]) throw failed[0].failure
  return collectResults(workspace, completed, inputs, host)
}
