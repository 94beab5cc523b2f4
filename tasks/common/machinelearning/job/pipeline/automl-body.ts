import type { AutomlNode } from '../../../specification/nodes/automl-node.ts'
import type { JobBody } from '../body.ts'
import { defined } from '../defined.ts'
import type { Resolver } from '../resolver.ts'
import { withDefaults } from './automl-defaults.ts'
import { nodeCompute } from './node-compute.ts'
import { nodeOutputBodies } from './node-io.ts'

/** A node of AutoML. Unlike in other nodes, its compute carries a prefix, and mappings without an entry are sent. */
export async function automlBody(name: string, node: AutomlNode, resolver: Resolver): Promise<JobBody> {
  const compute = await nodeCompute(node.compute, resolver)
  return defined({
    ...withDefaults(node.settings),
    name,
    type: 'automl',
    compute: compute?.startsWith('/') ? `azureml:${compute}` : compute,
    outputs: nodeOutputBodies(node.outputs),
  })
}
