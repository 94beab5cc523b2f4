import { studioUrlOf } from '../../../common/machinelearning/job/jobs.ts'
import type { RegisteredModel } from '../../../common/machinelearning/model/register-model.ts'
import { runTables, usageTable } from '../../../common/machinelearning/run/results/run-tables.ts'
import { cell, table } from '../../../common/summary/markdown.ts'
import type { JobResult } from './tell-metrics.ts'

/** The page that the run's summary shows for a job. */
export function trainSummary(result: JobResult, model: RegisteredModel | undefined): string {
  const { job, finished, runs } = result
  const url = studioUrlOf(job)
  const title = url ? `[${cell(job.name)}](${url})` : cell(job.name)
  const sections = [
    `## Training job ${title}`,
    model ? `Model **${cell(model.name)}** version **${cell(model.version)}**` : 'No model was registered.',
    runTables(runs),
    usageTable(finished.usage),
    pairs('Tag', job.properties.tags ?? {}),
  ]
  return sections.filter(section => section !== '').join('\n\n')
}

function pairs(head: string, values: Readonly<Record<string, string>>): string {
  const rows = Object.entries(values)
  return rows.length > 0 ? table([head, 'Value'], rows) : ''
}
