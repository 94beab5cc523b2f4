import { pipelineJob, type PipelineJob } from '../pipeline-job.ts'
import { byType } from '../schema/unions.ts'
import type { Schema } from '../schema/schema.ts'
import { commandJob, type CommandJob } from './command-job.ts'
import { sweepJob, type SweepJob } from './sweep/sweep-job.ts'

/** A job file of the Azure ML CLI v2, read and checked, with its own keys; no call was made. */
export type JobSpec = CommandJob | SweepJob | PipelineJob

export const job: Schema<JobSpec> = byType(
  'type',
  { command: commandJob, sweep: sweepJob, pipeline: pipelineJob },
  {
    otherwise: at => {
      if (!at.at('type').isBlank) return undefined
      return at.has('jobs') ? 'pipeline' : 'command'
    },
  },
)
