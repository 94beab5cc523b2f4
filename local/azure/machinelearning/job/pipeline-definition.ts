import { mfeValidation } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import type { ComponentSpec } from '../../execution/pipelines/component-spec.ts'
import type { PipelineDefinition } from '../../execution/pipelines/pipeline-definition.ts'
import type { CommandInput } from '../../execution/job-definition.ts'
import type { Fields } from '../common/body.ts'
import { readInputs, readOutputs } from './job-data.ts'
import { readNodes } from './pipeline-nodes.ts'
import { requireComponent } from './references.ts'

/**
 * What the runner must do for a pipeline job, whose steps stand in it or in a pipeline component.
 *
 * @throws AzureError when a node refers to something that is not there, or nodes wait for each other
 */
export function pipelineDefinition(
  world: World,
  run: Pick<PipelineDefinition, 'runId' | 'displayName' | 'experimentName' | 'userId'>,
  properties: Fields,
): PipelineDefinition {
  const settings = (properties['settings'] ?? {}) as Fields
  const component = componentOfJob(world, properties)
  const jobs = component?.jobs ?? (properties['jobs'] as Fields | null) ?? {}
  return {
    ...run,
    rootRunId: run.runId,
    nodes: readNodes(world, jobs, properties['computeId'] ?? settings['default_compute']),
    inputs: { ...defaultsOf(component), ...readInputs(properties['inputs']) },
    outputs: readOutputs(properties['outputs']),
    continueOnStepFailure: isTrue(settings['continue_on_step_failure'] ?? true),
    forceRerun: isTrue(settings['force_rerun'] ?? false),
  }
}

function componentOfJob(world: World, { componentId, jobs }: Fields): ComponentSpec | undefined {
  const hasNodes = Object.keys(jobs ?? {}).length > 0
  if (typeof componentId !== 'string' || hasNodes) return undefined
  const spec = requireComponent(world, componentId)
  if (spec.type === 'pipeline') return spec
  throw mfeValidation(`The component ${componentId} is no pipeline, but '${spec.type}'.`, world.mfe())
}

/** What the component says of literals that the job does not give. */
const defaultsOf = (component: ComponentSpec | undefined): Record<string, CommandInput> =>
  Object.fromEntries(
    Object.entries(component?.inputs ?? {}).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, { kind: 'literal' as const, value }]],
    ),
  )

const isTrue = (value: unknown): boolean => String(value).toLowerCase() === 'true'
