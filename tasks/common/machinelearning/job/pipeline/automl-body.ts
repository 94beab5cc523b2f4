import type { AutomlNode } from '../../../specification/nodes/automl-node.ts'
import { withoutEmpty } from '../../component/without-empty.ts'
import type { JobBody } from '../body.ts'
import type { Resolver } from '../resolver.ts'
import { nodeCompute } from './node-compute.ts'
import { nodeOutputBodies } from './node-io.ts'

/** A node of AutoML, as the file says it. */
export async function automlBody(name: string, node: AutomlNode, resolver: Resolver): Promise<JobBody> {
  const compute = await nodeCompute(node.compute, resolver)
  return {
    tags: {},
    properties: {},
    ...withoutEmpty({ ...node.settings, compute, outputs: nodeOutputBodies(node.outputs) }),
    name,
    type: 'automl',
  }
}
