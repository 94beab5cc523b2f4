import type { CommandInput, OutputTemplate } from '../../execution/job-definition.ts'

/** An entry of a job's `inputs` or `outputs`. */
export type Entry = Record<string, string | null | undefined>

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

export function readOutputs(outputs: unknown): Record<string, OutputTemplate> {
  return mapEntries(outputs, entry => {
    const { mode, uri, assetName, assetVersion } = entry
    return {
      type: entry['jobOutputType'] ?? 'uri_folder',
      mode: mode ?? 'ReadWriteMount',
      uri: uri ?? null,
      ...(assetName && { assetName }),
      ...(assetVersion && { assetVersion }),
    }
  })
}

/** `default`, which the service adds, is not an output that the command is bound to. */
function mapEntries<T>(entries: unknown, convert: (entry: Entry, name: string) => T): Record<string, T> {
  const all = Object.entries((entries ?? {}) as Record<string, Entry>).filter(([name]) => name !== 'default')
  return Object.fromEntries(all.map(([name, entry]) => [name, convert(entry, name)]))
}
