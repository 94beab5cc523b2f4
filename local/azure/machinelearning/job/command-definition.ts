import { notEmulated } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { CommandDefinition, CommandInput, CommandOutput } from '../../execution/job-definition.ts'
import { defaultOutputUri } from '../../execution/pipelines/step.ts'
import type { Fields } from '../common/body.ts'
import { checkCode, checkEnvironment, computeNameOf } from './references.ts'

/** An entry of a job's `inputs` or `outputs`. */
type Entry = Record<string, string | null | undefined>

/**
 * What the runner must do for a command job.
 *
 * @throws AzureError when it refers to something that is not there
 */
export function commandDefinition(world: World, runId: string, properties: Fields): CommandDefinition {
  const environmentId = String(properties['environmentId'])
  checkEnvironment(world, environmentId)
  checkCode(world, properties['codeId'])
  refuseSeveralNodes(properties)
  const { codeId, command, environmentVariables, limits } = properties
  return {
    runId,
    command: String(command),
    codeId: typeof codeId === 'string' ? codeId : null,
    environmentId,
    environmentVariables: (environmentVariables ?? {}) as Record<string, string>,
    inputs: readInputs(properties['inputs']),
    outputs: readOutputs(runId, properties['outputs']),
    timeout: (limits as { timeout?: string | null } | null | undefined)?.timeout ?? null,
    computeName: computeNameOf(world, properties['computeId']),
  }
}

/** One job is one process here; several nodes or ranks would be a lie. */
function refuseSeveralNodes({ resources, distribution }: Fields): void {
  const { instanceCount } = (resources ?? {}) as { instanceCount?: number | null }
  if ((instanceCount ?? 1) > 1) throw notEmulated(`jobs on several nodes (instanceCount ${instanceCount})`)
  if (distribution) throw notEmulated('distributed jobs (distribution)')
}

export function readInputs(inputs: unknown): Record<string, CommandInput> {
  return mapEntries(inputs, entry =>
    entry['jobInputType'] === 'literal'
      ? { kind: 'literal', value: entry['value'] ?? '' }
      : {
          kind: 'data',
          type: entry['jobInputType'] ?? 'uri_folder',
          mode: entry['mode'] ?? 'ReadOnlyMount',
          uri: entry['uri'] ?? '',
        },
  )
}

/** A place of the caller's own may hold `${{name}}`, which stands for the run. */
function readOutputs(runId: string, outputs: unknown): Record<string, CommandOutput> {
  return mapEntries(outputs, (entry, name) => {
    const type = entry['jobOutputType'] ?? 'uri_folder'
    const uri = entry['uri']?.replaceAll('${{name}}', runId) ?? defaultOutputUri(runId, name, type)
    const { mode, assetName, assetVersion } = entry
    return {
      type,
      mode: mode ?? 'ReadWriteMount',
      uri,
      ...(assetName && { assetName }),
      ...(assetVersion && { assetVersion }),
    }
  })
}

/** `default`, which the service adds, is not an output that the command is bound to. */
export function mapEntries<T>(
  entries: unknown,
  convert: (entry: Entry, name: string) => T,
): Record<string, T> {
  const all = Object.entries((entries ?? {}) as Record<string, Entry>).filter(([name]) => name !== 'default')
  return Object.fromEntries(all.map(([name, entry]) => [name, convert(entry, name)]))
}
