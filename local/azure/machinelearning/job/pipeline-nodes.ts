import { notEmulated } from '../../core/errors.ts'
import { mfeValidation } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import type { OutputTemplate } from '../../execution/job-definition.ts'
import { dependenciesOf, findCycle } from '../../execution/pipelines/bindings.ts'
import type { ComponentSpec } from '../../execution/pipelines/component-spec.ts'
import type { PipelineNode } from '../../execution/pipelines/pipeline-definition.ts'
import type { Fields } from '../common/body.ts'
import { textOf } from '../common/text.ts'
import { checkCapacity, readDistribution, readInstanceCount } from './distribution.ts'
import { readParallelTask } from './parallel-task.ts'
import { computeNameOf, refuseGit, requireComponent } from './references.ts'
import {
  durationOf,
  readObjective,
  readPolicy,
  readSampling,
  readSearchSpace,
  readSweepLimits,
} from './sweep-parts.ts'

/** An entry of a node's `inputs` or `outputs`; keys are snake case, except for what jobs have too. */
type Entry = Record<string, string | null | undefined>

/** Node bodies are snake case, except for the two ids. */
interface NodeBody extends Fields {
  type?: string | null
  componentId?: string
  computeId?: string | null
  inputs?: Record<string, Entry> | null
  outputs?: Record<string, Entry> | null
}

/**
 * The nodes of a pipeline job or of a pipeline component, with everything below them.
 *
 * @param compute of nodes that name none
 * @throws AzureError when a node refers to something that is not there, or nodes wait for each other
 */
export function readNodes(
  world: World,
  bodies: Record<string, unknown>,
  compute: unknown,
): Record<string, PipelineNode> {
  const nodes = Object.fromEntries(
    Object.entries(bodies).map(([name, body]) => [name, readNode(world, name, body as NodeBody, compute)]),
  )
  if (Object.keys(nodes).length === 0) throw mfeValidation('The pipeline has no node.', world.mfe())
  refuseBadGraph(world, nodes)
  return nodes
}

function readNode(world: World, name: string, body: NodeBody, compute: unknown): PipelineNode {
  const type = textOf(body.type, 'command')
  if (!['command', 'pipeline', 'sweep', 'parallel'].includes(type))
    throw notEmulated(`pipeline nodes of type '${type}' (node '${name}')`)
  const trial = body['trial'] as { componentId?: string } | undefined
  const componentId = body.componentId ?? trial?.componentId
  if (!componentId) throw mfeValidation(`The pipeline's node '${name}' names no component.`, world.mfe())
  const spec = requireComponent(world, componentId)
  const data = { componentId, ...readData(body) }
  if (spec.type === 'pipeline')
    return { ...data, type: 'pipeline', nodes: readNodes(world, spec.jobs ?? {}, compute) }
  if (spec.type === 'parallel') {
    const task = readParallelTask(name, body, spec)
    return { ...data, ...readPlacement(world, body, spec, compute), type: 'parallel', task }
  }
  if (spec.type !== 'command') throw notEmulated(`components of type '${spec.type}' (node '${name}')`)
  if (spec.code) refuseGit(spec.code)
  const placement = readPlacement(world, body, spec, compute)
  if (type === 'sweep') return { ...data, ...placement, type, sweep: readSweep(world, body) }
  const { limits } = body as { limits?: { timeout?: unknown } | null }
  return { ...data, ...placement, type: 'command', timeout: durationOf(limits?.timeout) }
}

function readPlacement(world: World, body: NodeBody, spec: ComponentSpec, compute: unknown) {
  const computeName = computeNameOf(world, body.computeId ?? compute)
  const instanceCount = readInstanceCount(body['resources'], spec.resources)
  checkCapacity(world, computeName, instanceCount)
  const variables = Object.entries((body['environment_variables'] ?? {}) as Fields)
  return {
    computeName,
    instanceCount,
    distribution: readDistribution(body['distribution'] ?? spec.distribution, instanceCount),
    environmentVariables: Object.fromEntries(variables.map(([name, value]) => [name, textOf(value)])),
  }
}

function readSweep(world: World, body: NodeBody) {
  const sampling = readSampling(world, body['sampling_algorithm'])
  return {
    sampling,
    searchSpace: readSearchSpace(world, body['search_space'], sampling),
    objective: readObjective(world, body['objective']),
    earlyTermination: readPolicy(body['early_termination']),
    limits: readSweepLimits(body['limits']),
  }
}

/** Inputs are bound by a value or hold a uri; an output is bound, or says where it goes. */
function readData({ inputs, outputs }: NodeBody) {
  const bound = Object.entries(outputs ?? {}).filter(([, { value }]) => value)
  const own = Object.entries(outputs ?? {}).filter(([, { value }]) => !value)
  return {
    inputs: pick(inputs, ({ value, uri }) => value ?? uri),
    inputModes: pick(inputs, ({ mode }) => mode),
    outputs: Object.fromEntries(bound.map(([name, { value }]) => [name, value ?? ''])),
    ownOutputs: Object.fromEntries(own.map(([name, entry]) => [name, ownOutput(entry)])),
  }
}

const pick = (
  entries: Record<string, Entry> | null | undefined,
  choose: (entry: Entry) => string | null | undefined,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries ?? {}).flatMap(([name, entry]) => {
      const text = choose(entry)
      return text === undefined || text === null ? [] : [[name, textOf(text)]]
    }),
  )

function ownOutput(entry: Entry): Partial<OutputTemplate> {
  const { uri, mode } = entry
  const assetName = entry['assetName'] ?? entry['asset_name']
  const assetVersion = entry['assetVersion'] ?? entry['asset_version']
  return {
    ...(uri && { uri }),
    ...(mode && { mode }),
    ...(assetName && { assetName }),
    ...(assetVersion && { assetVersion }),
  }
}

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
