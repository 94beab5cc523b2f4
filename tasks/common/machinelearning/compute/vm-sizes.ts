import { TaskError } from '../../errors.ts'
import { nearest } from '../../text/nearest.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { readRegion } from './read-region.ts'

export interface VmSize {
  readonly name: string
  readonly family?: string
  readonly vCPUs?: number
  readonly memoryGB?: number
  readonly lowPriorityCapable?: boolean
  readonly supportedComputeTypes?: readonly string[]
}

export type Tier = 'dedicated' | 'low_priority'

/**
 * The size by its name, from the region's list; a name that the list lacks is an error that suggests the nearest, and
 * so is a size that cannot be had for a cluster of this tier. Undefined, with a warning, where the connection may not
 * read at the subscription: Azure then judges the name.
 */
export async function findVmSize(
  workspace: Workspace,
  location: string,
  name: string,
  tier: Tier = 'dedicated',
): Promise<VmSize | undefined> {
  const found = await findMachineSize(workspace, location, name, 'size')
  if (!found) return undefined
  const types = found.supportedComputeTypes ?? ['AmlCompute']
  if (!types.some(type => type.toLowerCase() === 'amlcompute')) {
    throw new TaskError(`The VM size ${found.name} is not offered for compute clusters in ${location}.`, {
      cause: `It is offered there for: ${types.join(', ') || 'nothing'}.`,
      remedy: "Choose another size (input 'size', or size in the compute file).",
    })
  }
  if (tier === 'low_priority' && found.lowPriorityCapable === false) {
    throw new TaskError(`The VM size ${found.name} has no low-priority nodes in ${location}.`, {
      remedy: 'Choose the dedicated tier, or another size.',
    })
  }
  return found
}

/** The same for a cluster that is there: its size counts for the quota, and may have left the list since. */
export async function listedVmSize(
  workspace: Workspace,
  location: string,
  name: string,
): Promise<VmSize | undefined> {
  const sizes = await readRegion<VmSize>(workspace, location, 'vmSizes')
  const found = sizes?.find(size => size.name.toLowerCase() === name.toLowerCase())
  if (sizes && !found)
    workspace.session.log.info(`The region ${location} lists ${name} no more: the quota is left to Azure.`)
  return found
}

/** The same of machines that are no cluster's; `input` is the one that names the size. */
export async function findMachineSize(
  workspace: Workspace,
  location: string,
  name: string,
  input: string,
): Promise<VmSize | undefined> {
  const sizes = await readRegion<VmSize>(workspace, location, 'vmSizes')
  if (!sizes) return undefined
  const found = sizes.find(size => size.name.toLowerCase() === name.toLowerCase())
  if (found) return found
  throw unknownSize(location, name, sizes, input)
}

function unknownSize(location: string, name: string, sizes: readonly VmSize[], input: string): TaskError {
  const guess = nearest(
    name,
    sizes.map(size => size.name),
  )
  return new TaskError(`The region ${location} has no VM size "${name}" for Azure Machine Learning.`, {
    cause: guess ? `Did you mean ${guess}?` : 'The size is not offered there.',
    remedy: `Correct the input '${input}', or choose another region.`,
  })
}
