import { refusedKind } from '../schema/refused-kind.ts'
import { pipelineJob, type PipelineJob } from '../pipeline-job.ts'
import type { Cursor } from '../schema/cursor.ts'
import type { Schema } from '../schema/schema.ts'
import { byType } from '../schema/unions.ts'
import { commandJob, type CommandJob } from './command-job.ts'
import { sweepJob, type SweepJob } from './sweep/sweep-job.ts'

/** A job file of the Azure ML CLI v2, read and checked, with its own keys; no call was made. */
export type JobSpec = CommandJob | SweepJob | PipelineJob

const AS_A_NODE = 'is sent as a node of a pipeline job; write it under jobs: of one.'
const OTHER_SERVICE =
  'trains a model of a provider and has no log, output or metric that this task could follow; use az ml.'

/** Without a type a file with `jobs` is a pipeline, any other a command. */
const kindOf = (at: Cursor): 'pipeline' | 'command' | undefined => {
  if (!at.at('type').isBlank) return undefined
  return at.has('jobs') ? 'pipeline' : 'command'
}

export const job: Schema<JobSpec> = byType(
  'type',
  {
    command: commandJob,
    sweep: sweepJob,
    pipeline: pipelineJob,
    automl: refusedKind('an AutoML job', AS_A_NODE),
    spark: refusedKind('a Spark job', AS_A_NODE),
    import: refusedKind('an import job', 'is in private preview: the official client refuses it too.'),
    finetuning: refusedKind('a fine-tuning job', OTHER_SERVICE),
    distillation: refusedKind('a distillation job', OTHER_SERVICE),
  },
  { otherwise: kindOf },
)
