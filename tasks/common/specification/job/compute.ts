import { checked, worded } from '../schema/refine.ts'
import { text } from '../schema/scalars.ts'

/** The name of a compute (`azureml:cpu-cluster`, `cpu-cluster`, an ARM id); none, or `serverless`, is serverless. */
export const compute = worded(
  'the name of a compute',
  checked(text, (value, at) => {
    if (value.toLowerCase() === 'local')
      at.reject(
        'a job on this machine is not sent by this task: an agent is no compute of a workspace; name a cluster, or leave the compute out for serverless.',
      )
  }),
)
