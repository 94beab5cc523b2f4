import type { PipelineJob } from '../../../specification/pipeline-job.ts'
import type { JobBody } from '../body.ts'
import { commonBody } from '../common-body.ts'
import { defined } from '../defined.ts'
import { identityBody } from '../identity-body.ts'
import type { Resolver } from '../resolver.ts'
import { serviceBodies } from '../services-body.ts'
import { withComponentDefaults } from './component-defaults.ts'
import { nodeBodies } from './node-bodies.ts'
import { nodeCompute } from './node-compute.ts'
import { settingsBody } from './pipeline-settings-body.ts'
import { registerChoice, registerNodes } from './register-nodes.ts'
import type { RegisteredNodes } from './registered-node.ts'

type OfComponent = Extract<PipelineJob, { readonly component: unknown }>
type OfNodes = Exclude<PipelineJob, OfComponent>

/** The `properties` of a pipeline job; what its nodes need is uploaded and registered, the innermost first. */
export const pipelineBody = (job: PipelineJob, resolver: Resolver): Promise<JobBody> =>
  'component' in job ? bodyOfComponent(job, resolver) : bodyOfNodes(job, resolver)

async function bodyOfNodes(job: OfNodes, resolver: Resolver): Promise<JobBody> {
  const registered = await registerNodes(job, resolver)
  return defined({
    ...(await jobPart(job, resolver)),
    jobs: await nodeBodies(job.jobs, registered, resolver),
    settings: await settingsBody(job, job.jobs, 'YAML.JOB', resolver),
  })
}

async function bodyOfComponent(job: OfComponent, resolver: Resolver): Promise<JobBody> {
  const described = 'component' in job.component ? job.component.component : undefined
  const nodes: RegisteredNodes = described ? await registerNodes(described, resolver) : new Map()
  const { componentId } = await registerChoice(job.component, nodes, resolver)
  return defined({
    ...(await jobPart(described ? withComponentDefaults(job, described) : job, resolver)),
    componentId,
    jobs: {},
    settings: await settingsBody(job, described?.jobs, 'REMOTE.WORKSPACE.JOB', resolver),
  })
}

async function jobPart(job: PipelineJob, resolver: Resolver): Promise<JobBody> {
  const { compute, ...others } = job
  return {
    jobType: 'Pipeline',
    ...(await commonBody(others, resolver)),
    computeId: await nodeCompute(compute, resolver),
    identity: job.identity && identityBody(job.identity),
    services: job.services && serviceBodies(job.services),
  }
}
