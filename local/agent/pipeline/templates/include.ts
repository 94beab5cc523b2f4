import { existsSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'

import { displayPath, PipelineError, type Position } from '../position.ts'
import { readFields, type Fields } from '../read/fields.ts'
import { readTreeFile, type MappingEntry } from '../tree.ts'
import { Cursor } from './cursor.ts'
import { bindParameters } from './parameters.ts'
import type { TemplateScope } from './scope.ts'

export type TemplateKind = 'steps' | 'jobs' | 'stages' | 'variables'

/** The items of a list with each `- template: file` replaced by the items of that file. */
export function includeTemplates(items: readonly Cursor[], kind: TemplateKind, root: string): Cursor[] {
  return items.flatMap(item => {
    const isReference =
      item.tree.kind === 'mapping' && item.tree.entries.some(entry => entry.key === 'template')
    return isReference ? includeTemplate(item, kind, root) : [item]
  })
}

function includeTemplate(item: Cursor, kind: TemplateKind, root: string): Cursor[] {
  const fields = readFields(item, 'a template reference', ['template', 'parameters'])
  const scope = item.scope
  if (!scope) {
    throw new PipelineError(
      item.at,
      'A template reference cannot come from a parameter.',
      'Write it in the file.',
    )
  }
  const path = locate(fields, scope, root)
  const file = readTreeFile(path, displayPath(path))
  const given = new Map(
    fields
      .get('parameters')
      ?.entries('parameters')
      .map(({ key, value }) => [key, value]),
  )
  const inner = { ...scope, path, locals: new Map(), includes: [...scope.includes, path] }
  const declared = readFields(new Cursor(file, inner), `a ${kind} template`, ['parameters', kind])
  const parameters = bindParameters(declared.get('parameters'), given, item.at)
  const body = readFields(new Cursor(file, { ...inner, parameters }), `a ${kind} template`, [
    'parameters',
    kind,
  ])
  const list = body.get(kind)
  if (!list) throw new PipelineError(file.at, `This template has no "${kind}".`, `Add "${kind}:" to it.`)
  return includeTemplates(templateItems(list, kind), kind, root)
}

/** Variables may be written as a mapping; its entries are put into the shape of the list. */
function templateItems(list: Cursor, kind: TemplateKind): Cursor[] {
  if (kind !== 'variables' || list.resolve().tree.kind !== 'mapping') return list.items(`"${kind}"`)
  return list.entries('"variables"').map(({ key, keyAt, value }) => {
    const name: MappingEntry = { key: 'name', keyAt, value: { kind: 'scalar', text: key, at: keyAt } }
    const entries = [name, { key: 'value', keyAt, value: value.tree }]
    return new Cursor({ kind: 'mapping', entries, at: keyAt }, value.scope)
  })
}

/** A path beginning with a slash counts from the root of the repository, any other from the file that names it. */
function locate(fields: Fields, scope: TemplateScope, root: string): string {
  const name = fields.text('template')
  const at: Position = fields.get('template')?.at ?? fields.at
  if (name.includes('@') && !name.endsWith('@self')) {
    throw new PipelineError(
      at,
      `"${name}" lies in another repository.`,
      'Local runs read templates of this one only.',
    )
  }
  const bare = name.replace(/@self$/, '')
  const path = bare.startsWith('/') ? resolve(root, `.${bare}`) : resolve(dirname(scope.path), bare)
  if (path !== root && !path.startsWith(root + sep)) {
    throw new PipelineError(
      at,
      `The template "${name}" lies outside the repository.`,
      'Move it into the repository.',
    )
  }
  if (!existsSync(path))
    throw new PipelineError(at, `There is no template file "${name}".`, `Looked for ${path}.`)
  if (scope.includes.includes(path) || scope.includes.length > 50) {
    throw new PipelineError(at, `The template "${name}" includes itself.`, 'Break the circle.')
  }
  return path
}
