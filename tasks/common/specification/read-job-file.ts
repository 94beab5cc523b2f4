import { job, type JobSpec } from './job/job.ts'
import { applyOverrides } from './overrides.ts'
import { YamlFile } from './yaml-file.ts'

export type { JobSpec } from './job/job.ts'

/** Reads a job file of the Azure ML CLI v2 and checks all of it; throws with every problem and its place. */
export const readJobFile = (path: string, overrides: readonly string[] = []): JobSpec =>
  readJobSpec(new YamlFile(path), overrides)

/** The same for a file that is open already, or for a form written as one. */
export function readJobSpec(file: YamlFile, overrides: readonly string[] = []): JobSpec {
  applyOverrides(file, overrides, job)
  return file.read(job)
}
