import type { JobSpec } from '../../specification/read-job-file.ts'
import type { JobBody } from './body.ts'
import { commandBody } from './command-body.ts'
import { pipelineBody } from './pipeline/pipeline-body.ts'
import type { Resolver } from './resolver.ts'
import { sweepBody } from './sweep-body.ts'

/** Registers and uploads what the job needs and writes the body that Azure takes. */
export function jobBody(spec: JobSpec, resolver: Resolver): Promise<JobBody> {
  switch (spec.type) {
    case 'command':
      return commandBody(spec, resolver)
    case 'sweep':
      return sweepBody(spec, resolver)
    case 'pipeline':
      return pipelineBody(spec, resolver)
  }
}
