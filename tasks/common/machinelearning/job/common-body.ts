import type { JobInput } from '../../specification/job/inputs.ts'
import type { JobOutput } from '../../specification/job/outputs.ts'
import type { JobBody } from './body.ts'
import { defined } from './defined.ts'
import { inputBodies } from './inputs-body.ts'
import { outputBodies } from './outputs-body.ts'
import type { Resolver } from './resolver.ts'

type Texts = Readonly<Record<string, string | null>>

/** What a job says of itself, whatever its type. */
export interface CommonJob {
  readonly display_name?: string
  readonly description?: string
  readonly experiment_name?: string
  readonly compute?: string
  readonly tags?: Texts
  readonly properties?: Texts
  readonly inputs?: Readonly<Record<string, JobInput>>
  readonly outputs?: Readonly<Record<string, JobOutput | null>>
}

/** The part of the body that all types of jobs have; without a compute the job is serverless. */
export async function commonBody(job: CommonJob, resolver: Resolver): Promise<JobBody> {
  return defined({
    displayName: job.display_name,
    description: job.description,
    experimentName: job.experiment_name,
    computeId: await resolver.compute(job.compute),
    isArchived: false,
    tags: job.tags ?? {},
    properties: job.properties ?? {},
    inputs: await inputBodies(job.inputs, resolver),
    outputs: outputBodies(job.outputs),
  })
}
