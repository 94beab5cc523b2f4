import type { World } from '../../core/world.ts'
import type { SweepDefinition } from '../../execution/sweep/sweep-definition.ts'
import type { Fields } from '../common/body.ts'
import { commandPart } from './command-definition.ts'
import { checkCapacity } from './distribution.ts'
import { readInputs, readOutputs } from './job-data.ts'
import { computeNameOf } from './references.ts'
import { readObjective, readPolicy, readSampling, readSearchSpace, readSweepLimits } from './sweep-parts.ts'

/**
 * What the runner must do for a sweep job.
 *
 * @throws AzureError when it refers to something that is not there, or cannot be sampled
 */
export function sweepDefinition(
  world: World,
  run: Pick<SweepDefinition, 'runId' | 'displayName' | 'experimentName' | 'userId'>,
  properties: Fields,
): SweepDefinition {
  const sampling = readSampling(world, properties['samplingAlgorithm'])
  const computeName = computeNameOf(world, properties['computeId'])
  const part = commandPart(world, properties['trial'] as Fields, properties['resources'])
  checkCapacity(world, computeName, part.instanceCount)
  return {
    ...run,
    rootRunId: run.runId,
    trial: { ...part, computeName, inputs: readInputs(properties['inputs']) },
    outputs: readOutputs(properties['outputs']),
    samplesAreInputs: false,
    sampling,
    searchSpace: readSearchSpace(world, properties['searchSpace'], sampling),
    objective: readObjective(world, properties['objective']),
    earlyTermination: readPolicy(properties['earlyTermination']),
    limits: readSweepLimits(properties['limits']),
  }
}
