import * as path from 'node:path'
import { handoffFolder, writeJson } from '../../../common/handoff/build-output.ts'
import type { Host } from '../../../common/host/host.ts'
import { metricsDocument } from '../../../common/machinelearning/run/results/metrics-document.ts'
import {
  headline,
  merged,
  type TrackedRun,
} from '../../../common/machinelearning/run/results/read-metrics.ts'
import type { CompletedJob } from '../run/follow-to-ends.ts'
import { metricsVariable } from './metrics-variable.ts'

/** A job that is complete, and what it logged: itself, then its steps. */
export interface JobResult extends CompletedJob {
  readonly runs: readonly TrackedRun[]
}

/** The last values as an output variable, and all of them in a file; of several jobs each under its job's name. */
export async function tellMetrics(host: Host, results: readonly JobResult[], isOnly: boolean): Promise<void> {
  const [only] = results
  const metrics = isOnly && only ? metricsOf(only) : merged(results, prefixed)
  for (const [name, value] of Object.entries(metrics)) host.log.info(`Metric ${name} = ${value}`)
  const { text, left } = metricsVariable(metrics)
  const file = path.join(handoffFolder(host.variables), only?.job.name ?? '', 'metrics.json')
  if (left > 0)
    host.log.warning(`The output 'metrics' leaves ${left} metric(s) out: it is full. All are in ${file}.`)
  host.outputs.set('metrics', text)
  await writeJson(file, metricsDocument(results.flatMap(({ runs }) => runs)))
  host.outputs.set('metricsFile', file)
}

/** The last value of each metric; where steps log the same one, the later step's stands; of a sweep the best trial's. */
export const metricsOf = ({ runs }: JobResult): Record<string, number> => headline(runs)

const prefixed = (result: JobResult): Record<string, number> =>
  Object.fromEntries(
    Object.entries(metricsOf(result)).map(([name, value]) => [`${result.job.name}/${name}`, value]),
  )
