import type { PipelineJob } from '../../../specification/pipeline-job.ts'
import type { Nodes } from '../../../specification/nodes/nodes.ts'
import type { JobBody } from '../body.ts'
import { defined } from '../defined.ts'
import type { Resolver } from '../resolver.ts'
import { pipelineOf } from './layers.ts'
import { nodeCompute } from './node-compute.ts'

/**
 * The settings of a pipeline job. Where neither they nor the job nor each of its nodes name a compute, it is serverless,
 * as it is for other jobs; azure-ai-ml refuses such a file. `nodes` are undefined where only Azure knows them and what
 * they name.
 */
export async function settingsBody(
  { settings = {}, compute }: PipelineJob,
  nodes: Nodes | undefined,
  source: string,
  resolver: Resolver,
): Promise<JobBody> {
  const { default_compute, default_datastore, ...flags } = settings
  const fallback = compute === undefined && nodes && !allNamed(nodes) ? 'serverless' : undefined
  return defined({
    ...flags,
    default_compute: await nodeCompute(default_compute ?? fallback, resolver),
    default_datastore: default_datastore && datastoreId(default_datastore, resolver),
    _source: source,
  })
}

const allNamed = (nodes: Nodes): boolean =>
  Object.values(nodes).every(node => {
    const inner = pipelineOf(node)
    return inner ? allNamed(inner.jobs) : node.type === 'spark' || node.compute !== undefined
  })

function datastoreId(reference: string, resolver: Resolver): string {
  const name = reference.replace(/^azureml:/, '')
  return name.startsWith('/') ? name : `${resolver.workspace.id}/datastores/${name}`
}
