/** `${{parent.inputs.table}}` and nothing else; the part within the braces. */
export const bindingPath = (text: string): string | undefined => /^\$\{\{\s*(\S*?)\s*\}\}$/.exec(text)?.[1]

export const isBinding = (text: string): boolean => bindingPath(text) !== undefined

/** True for text with a binding anywhere in it: `azureml://.../${{parent.inputs.day}}`. */
export const holdsBinding = (text: string): boolean => /\$\{\{\s*\S*?\s*\}\}/.test(text)

/** What a binding names. */
export type BindingTarget =
  | { readonly kind: 'inputs' | 'outputs'; readonly name: string }
  | { readonly kind: 'jobs'; readonly node: string; readonly name: string }

/** `parent.jobs.prepare.outputs.table` -> its parts. A name may hold dots: they group parameters. */
export function bindingTarget(path: string): BindingTarget | undefined {
  const [, kind, own] = /^parent\.(inputs|outputs)\.(\S+)$/.exec(path) ?? []
  if ((kind === 'inputs' || kind === 'outputs') && own !== undefined) return { kind, name: own }
  const [, node, name] = /^parent\.jobs\.([^.\s]+)\.outputs\.(\S+)$/.exec(path) ?? []
  return node === undefined || name === undefined ? undefined : { kind: 'jobs', node, name }
}
