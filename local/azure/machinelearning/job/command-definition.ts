import { textOf } from '../common/text.ts'
import type { World } from '../../core/world.ts'
import type { CommandDefinition } from '../../execution/job-definition.ts'
import { placeOutputs } from '../../execution/outputs.ts'
import type { Fields } from '../common/body.ts'
import { checkCapacity, readDistribution, readInstanceCount } from './distribution.ts'
import { readInputs, readOutputs } from './job-data.ts'
import { checkCode, checkEnvironment, computeNameOf } from './references.ts'

/** What a command job and a sweep's trial have in common. */
export type CommandPart = Pick<
  CommandDefinition,
  'command' | 'codeId' | 'environmentId' | 'environmentVariables' | 'instanceCount' | 'distribution'
>

/**
 * What the runner must do for a command job.
 *
 * @throws AzureError when it refers to something that is not there
 */
export function commandDefinition(world: World, runId: string, properties: Fields): CommandDefinition {
  const part = commandPart(world, properties)
  const { limits } = properties
  const computeName = computeNameOf(world, properties['computeId'])
  checkCapacity(world, computeName, part.instanceCount)
  return {
    ...part,
    runId,
    computeName,
    inputs: readInputs(properties['inputs']),
    outputs: placeOutputs(runId, readOutputs(properties['outputs'])),
    timeout: (limits as { timeout?: string | null } | null | undefined)?.timeout ?? null,
  }
}

/** @param resources that count where the properties name none */
export function commandPart(world: World, properties: Fields, resources?: unknown): CommandPart {
  const environmentId = String(properties['environmentId'])
  checkEnvironment(world, environmentId)
  checkCode(world, properties['codeId'])
  const { codeId, command, environmentVariables } = properties
  const instanceCount = readInstanceCount(properties['resources'], resources)
  return {
    command: String(command),
    codeId: typeof codeId === 'string' ? codeId : null,
    environmentId,
    environmentVariables: readVariables(environmentVariables),
    instanceCount,
    distribution: readDistribution(properties['distribution'], instanceCount),
  }
}

/** Numbers and booleans, which the official client sends as such, become text. */
const readVariables = (variables: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((variables ?? {}) as Fields).map(([name, value]) => [name, textOf(value)]),
  )
