import type { ContainerResources } from '../../specification/deployment/container-resources.ts'
import { defined } from '../job/defined.ts'

export const containerResourcesBody = ({ requests, limits }: ContainerResources): object =>
  defined({
    containerResourceRequests: requests && amounts(requests),
    containerResourceLimits: limits && amounts(limits),
  })

const amounts = ({ cpu, memory, gpu, ...others }: NonNullable<ContainerResources['requests']>): object =>
  defined({ cpu, memory, gpu: others['nvidia.com/gpu'] ?? gpu })
