import { createHash } from 'node:crypto'
import type { World } from '../../core/world.ts'
import type { AssetVersion } from '../../machinelearning/assets/asset-version.ts'
import type { RunDocument } from '../../run-history/run-document.ts'
import { findRun, listRuns } from '../../run-history/runs.ts'
import type { CommandDefinition, OutputTemplate } from '../job-definition.ts'
import type { ComponentSpec } from './component-spec.ts'

/** Equal for two steps that would do the same; undefined for a step that says it never does. */
export function reuseKey(
  world: World,
  spec: ComponentSpec,
  definition: CommandDefinition,
  outputs: Record<string, OutputTemplate>,
): string | undefined {
  if (spec.is_deterministic?.toLowerCase() === 'false') return undefined
  const { command, environmentId, environmentVariables, inputs, instanceCount, distribution } = definition
  const code = codeKey(world, definition.codeId)
  const content = [command, code, environmentId, environmentVariables, inputs, instanceCount, distribution]
  return createHash('sha256')
    .update(JSON.stringify([content, outputs]))
    .digest('hex')
}

/** Two uploads of the same files are the same code. */
function codeKey(world: World, codeId: string | null): unknown {
  const id = codeId?.replace(/^azureml:/, '') ?? ''
  const code = world.store.collection<AssetVersion>('codes').get(id)
  const { hash_sha256: hash } = (code?.properties['properties'] ?? {}) as { hash_sha256?: string }
  return hash ?? codeId
}

/** The latest completed step with this key, which really ran. */
export const findReusable = (world: World, key: string): RunDocument | undefined =>
  listRuns(world).findLast(run => run.reuseKey === key && run.status === 'Completed' && !isReused(run))

const isReused = ({ properties }: RunDocument): boolean => properties['azureml.isreused'] === 'true'

/** What tells clients where the step really ran. */
export function reuseProperties(world: World, original: RunDocument): Record<string, string> {
  const pipeline = original.properties['azureml.pipelinerunid'] ?? original.rootRunId
  return {
    'azureml.isreused': 'true',
    'azureml.reusedrunid': original.runId,
    'azureml.reusednodeid': original.properties['azureml.nodeid'] ?? '',
    'azureml.reusedpipeline': findRun(world, pipeline)?.runId ?? pipeline,
    'azureml.reusedpipelinerunid': pipeline,
  }
}
