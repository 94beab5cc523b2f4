import { isMap, parseDocument } from 'yaml'
import { pythonScalars } from './python-scalars.ts'
import type { YamlFile } from './yaml-file.ts'

/**
 * Applies lines of the form `inputs.lr=0.1`: the paths of `az ml job create --set`, values read as YAML. A parent that
 * the file does not have is created, as the CLI does.
 */
export function applyOverrides(file: YamlFile, overrides: readonly string[]): void {
  for (const line of overrides) {
    const at = line.indexOf('=')
    if (at < 1) {
      file.reject(undefined, `override "${line}"`, 'is not of the form path=value.')
      continue
    }
    override(file, line.slice(0, at).trim(), line.slice(at + 1).trim())
  }
  file.check()
}

function override(file: YamlFile, path: string, text: string): void {
  const keys = path.split('.')
  const scalarAbove = keys.slice(0, -1).findIndex((_, i) => {
    const above = file.document.getIn(keys.slice(0, i + 1), true)
    return above !== undefined && !isMap(above)
  })
  if (scalarAbove >= 0) {
    const parent = keys.slice(0, scalarAbove + 1).join('.')
    file.reject(
      undefined,
      `override ${path}`,
      `${parent} is a single value in the file; override ${parent} itself.`,
    )
    return
  }
  const value = parseDocument(text, { schema: 'failsafe', customTags: tags => [...tags, ...pythonScalars] })
  if (value.errors.length > 0) file.reject(undefined, `override ${path}`, `"${text}" is no YAML value.`)
  else if (value.comment ?? value.contents?.comment)
    file.reject(undefined, `override ${path}`, `"${text}" holds a comment (#); put the value in quotes.`)
  else file.document.setIn(keys, value.contents)
}
