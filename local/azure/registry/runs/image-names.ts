import type { ImageName } from '../../execution/builder/builder.ts'

/** What a run knows of itself that an image name may contain. */
export interface RunNames {
  runId: string
  registry: string
}

/** `{{.Run.ID}}` and the like of ACR's image names, e.g. `model:{{.Run.ID}}`. */
export const fillIn = (text: string, { runId, registry }: RunNames): string =>
  text.replaceAll(/\{\{\s*\.Run\.(ID|Registry)\s*\}\}/g, (_whole, name) => (name === 'ID' ? runId : registry))

/**
 * Reads `repository[:tag]`, with or without the login server.
 *
 * @returns undefined for a name that no registry would take
 */
export function readImageName(text: string, names: RunNames): ImageName | undefined {
  const filled = fillIn(text, names)
  const prefix = `${names.registry}/`
  const bare = filled.startsWith(prefix) ? filled.slice(prefix.length) : filled
  const [, repository, tag = 'latest'] =
    /^([a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*)(?::(\w[\w.-]{0,127}))?$/.exec(bare) ?? []
  return repository === undefined ? undefined : { repository, tag }
}
