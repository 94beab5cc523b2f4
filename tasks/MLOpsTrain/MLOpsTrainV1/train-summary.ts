import type { Job } from '../../common/machinelearning/job/jobs.ts'
import { studioUrlOf } from '../../common/machinelearning/job/jobs.ts'
import type { RegisteredModel } from '../../common/machinelearning/model/register-model.ts'
import { merged, type TrackedRun } from '../../common/machinelearning/run/results/read-metrics.ts'
import { cell, table } from '../../common/summary/markdown.ts'

/** The page that the run's summary shows for this step. */
export function trainSummary(
  job: Job,
  runs: readonly TrackedRun[],
  model: RegisteredModel | undefined,
): string {
  const url = studioUrlOf(job)
  const title = url ? `[${cell(job.name)}](${url})` : cell(job.name)
  const metrics = Object.entries(merged(runs, run => run.metrics)).map(([name, value]) => [
    name,
    value.toPrecision(4),
  ])
  const parameters = Object.entries(merged(runs, run => run.parameters))
  return [
    `## Training job ${title}`,
    model ? `Model **${cell(model.name)}** version **${cell(model.version)}**` : 'No model was registered.',
    metrics.length > 0 ? table(['Metric', 'Value'], metrics) : 'The job logged no metric.',
    parameters.length > 0 ? table(['Parameter', 'Value'], parameters) : '',
  ].join('\n\n')
}
