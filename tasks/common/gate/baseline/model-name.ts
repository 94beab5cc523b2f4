import type { ModelVersion } from '../../machinelearning/model/model-version.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'

export interface ModelName {
  readonly name: string
  readonly version: string
}

/** A model that is known by name, and whole where a list already told it. */
export interface FoundModel extends ModelName {
  readonly resource?: ModelVersion
}

/** `name:version`, as our tags have it. */
export function parseModelName(text: string | null | undefined): ModelName | undefined {
  const [, name, version] = /^([^:/]+):([^:/]+)$/.exec(text ?? '') ?? []
  return name !== undefined && version !== undefined ? { name, version } : undefined
}

/**
 * What a deployment calls its model: an ARM id, `azureml:name:version`, or an id of a registry. Elsewhere: the text of
 * an id that is not of this workspace.
 */
export function parseModelId(
  { id }: Pick<Workspace, 'id'>,
  text: string,
): ModelName | { readonly elsewhere: string } | undefined {
  const short = /^azureml:([^/:]+):([^/:]+)$/.exec(text)
  if (short) return parseModelName(`${short[1]}:${short[2]}`)
  const [, place, name, version] =
    /^(?:azureml:(?!\/\/))?(.*)\/models\/([^/:]+)\/versions\/([^/:]+)$/.exec(text) ?? []
  if (place === undefined || name === undefined || version === undefined) return undefined
  return place.toLowerCase() === id.toLowerCase() ? { name, version } : { elsewhere: text }
}
