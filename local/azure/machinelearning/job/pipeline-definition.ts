import { notEmulated } from '../../core/errors.ts'
import { mfeValidation } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import { dependenciesOf, findCycle } from '../../execution/pipelines/bindings.ts'
import type { PipelineDefinition, PipelineNode } from '../../execution/pipelines/pipeline-definition.ts'
import type { Fields } from '../common/body.ts'
import { mapEntries, readInputs } from './command-definition.ts'
import { checkComponent, computeNameOf } from './references.ts'

/** Node bodies are snake_case, except for the two ids. */
interface NodeBody {
  type: string
  componentId: string
  computeId?: string | null
  inputs?: Record<string, { value?: string; uri?: string }>
  outputs?: Record<string, { value?: string; uri?: string }>
  environment_variables?: Record<string, string> | null
  limits?: { timeout?: string | null } | null
}

/**
 * What the runner must do for a pipeline job.
 *
 * @throws AzureError when a node refers to something that is not there, or nodes wait for each other
 */
export function pipelineDefinition(
  world: World,
  run: Pick<PipelineDefinition, 'runId' | 'displayName' | 'experimentName' | 'userId'>,
  properties: Fields,
): PipelineDefinition {
  const settings = (properties['settings'] ?? {}) as Record<string, unknown>
  const fallback = properties['computeId'] ?? settings['default_compute']
  const bodies = properties['jobs'] as Record<string, NodeBody>
  const nodes = Object.fromEntries(
    Object.entries(bodies).map(([name, body]) => [name, readNode(world, name, body, fallback)]),
  )
  refuseBadGraph(world, nodes)
  return {
    ...run,
    nodes,
    inputs: readInputs(properties['inputs']),
    outputs: mapEntries(properties['outputs'], entry => ({
      type: entry['jobOutputType'] ?? 'uri_folder',
      mode: entry['mode'] ?? 'ReadWriteMount',
      uri: entry['uri']?.replaceAll('${{name}}', run.runId) ?? null,
      ...(entry['assetName'] && { assetName: entry['assetName'] }),
      ...(entry['assetVersion'] && { assetVersion: entry['assetVersion'] }),
    })),
    continueOnStepFailure: isTrue(settings['continue_on_step_failure'] ?? true),
  }
}

const isTrue = (value: unknown): boolean => String(value).toLowerCase() === 'true'

function readNode(world: World, name: string, body: NodeBody, fallbackCompute: unknown): PipelineNode {
  if (body.type !== 'command') throw notEmulated(`pipeline nodes of type '${body.type}' (node '${name}')`)
  checkComponent(world, body.componentId)
  const { limits, environment_variables: environmentVariables } = body
  return {
    componentId: body.componentId,
    computeName: computeNameOf(world, body.computeId ?? fallbackCompute),
    inputs: values(body.inputs),
    outputs: values(body.outputs),
    environmentVariables: environmentVariables ?? {},
    timeout: limits?.timeout ?? null,
  }
}

const values = (entries: Record<string, { value?: string; uri?: string }> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, { value, uri }]) => {
      const text = value ?? uri
      return text === undefined ? [] : [[name, text]]
    }),
  )

function refuseBadGraph(world: World, nodes: Record<string, PipelineNode>): void {
  for (const [name, { inputs }] of Object.entries(nodes)) {
    const missing = dependenciesOf(inputs).find(other => !(other in nodes))
    if (missing === undefined) continue
    throw mfeValidation(
      `The pipeline's node '${name}' reads from '${missing}', which is no node of it.`,
      world.mfe(),
    )
  }
  const cycle = findCycle(nodes)
  if (cycle)
    throw mfeValidation(`The pipeline's nodes wait for each other: ${cycle.join(', ')}.`, world.mfe())
}
