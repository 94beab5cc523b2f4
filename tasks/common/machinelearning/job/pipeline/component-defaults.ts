import type { ComponentInputs } from '../../../specification/components/interface.ts'
import type { Parameter } from '../../../specification/components/parameter-types.ts'
import type { PipelineComponent } from '../../../specification/components/pipeline-component.ts'
import type { JobInputs } from '../../../specification/job/inputs.ts'
import type { JobOutputs } from '../../../specification/job/outputs.ts'
import { defined } from '../defined.ts'

interface Job {
  readonly display_name?: string
  readonly description?: string
  readonly inputs?: JobInputs
  readonly outputs?: JobOutputs
}

/** The job, with what its component says where it says nothing itself. */
export function withComponentDefaults<J extends Job>(job: J, component: PipelineComponent): J {
  const { display_name, description, inputs = {}, outputs } = component
  return {
    ...defined({ display_name, description }),
    ...job,
    inputs: { ...defaultsOf(inputs), ...job.inputs },
    outputs: { ...(outputs as JobOutputs | undefined), ...job.outputs },
  }
}

function defaultsOf(inputs: ComponentInputs): JobInputs {
  const entries = Object.entries(inputs).flatMap(([name, input]) =>
    input.default === undefined
      ? []
      : [[name, { text: input.default, type: input.type as Parameter }] as const],
  )
  return Object.fromEntries(entries)
}
