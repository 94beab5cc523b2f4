import type { World } from '../../core/world.ts'
import { createRun } from '../../run-history/runs.ts'
import { describeOutputs } from '../../run-history/outputs.ts'
import type { CommandDefinition, CommandInput } from '../job-definition.ts'
import { placeOutputs } from '../outputs.ts'
import { sizeOf, textOfValue } from './sampling.ts'
import type { Sample } from './search-space.ts'
import type { SweepDefinition } from './sweep-definition.ts'

/** Properties by which clients know a HyperDrive run. */
export function sweepProperties({ objective, searchSpace }: SweepDefinition): Record<string, string> {
  const size = sizeOf(searchSpace)
  return {
    primary_metric_config: metricConfig(objective),
    resume_from: 'null',
    runTemplate: 'HyperDrive',
    'azureml.runsource': 'hyperdrive',
    platform: 'AML',
    user_agent: 'managementfrontend',
    ...(size !== undefined && { space_size: String(size) }),
  }
}

export function sweepTags(sweep: SweepDefinition): Record<string, string> {
  const { limits, objective, searchSpace, sampling, earlyTermination: policy } = sweep
  const { policyType = 'Default', ...policyProperties } = policy ?? {}
  return {
    _aml_system_max_concurrent_jobs: String(limits.maxConcurrentTrials),
    _aml_system_max_total_jobs: String(limits.maxTotalTrials),
    _aml_system_policy_config: JSON.stringify({ name: policyType, properties: policyProperties }),
    _aml_system_generator_config: JSON.stringify({
      name: sampling.algorithm.toUpperCase(),
      parameter_space: searchSpace,
    }),
    _aml_system_primary_metric_config: metricConfig(objective),
    _aml_system_resume_child_runs: 'null',
    _aml_system_all_jobs_generated: 'false',
    _aml_system_cancellation_requested: 'false',
  }
}

const metricConfig = ({ primaryMetric, goal }: SweepDefinition['objective']): string =>
  JSON.stringify({ name: primaryMetric, goal: goal.toLowerCase() })

/** Makes the run of one trial and answers what it has to do. */
export function createTrial(
  world: World,
  sweep: SweepDefinition,
  index: number,
  sample: Sample,
): CommandDefinition {
  const runId = `${sweep.runId}_${index}`
  const definition = trialDefinition(sweep, runId, sample)
  createRun(world, {
    runId,
    rootRunId: sweep.rootRunId,
    parentRunId: sweep.runId,
    runType: 'azureml.scriptrun',
    displayName: runId,
    experimentName: sweep.experimentName,
    target: definition.computeName,
    userId: sweep.userId,
    properties: { '_azureml.ComputeTargetType': 'amlctrain', 'azureml.runsource': 'hyperdrive' },
    outputs: describeOutputs(world, runId, definition.outputs),
    definition: {
      command: definition.command,
      target: definition.computeName,
      environmentId: definition.environmentId,
      codeId: definition.codeId,
      environmentVariables: definition.environmentVariables,
    },
  })
  return definition
}

function trialDefinition(sweep: SweepDefinition, runId: string, sample: Sample): CommandDefinition {
  const parameters = Object.fromEntries(
    Object.entries(sample).map(([name, value]) => [name, textOfValue(value)]),
  )
  const literals = Object.entries(parameters).map(([name, value]): [string, CommandInput] => [
    name,
    { kind: 'literal', value },
  ])
  return {
    ...sweep.trial,
    runId,
    parameters,
    inputs: { ...sweep.trial.inputs, ...(sweep.samplesAreInputs && Object.fromEntries(literals)) },
    outputs: placeOutputs(runId, sweep.outputs),
    timeout: sweep.limits.trialTimeout,
  }
}
