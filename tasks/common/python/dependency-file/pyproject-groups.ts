import type { TomlTable } from 'smol-toml'
import { DependencyFileError } from './dependency-request.ts'
import { isTable, lookUp, normal } from './pyproject-table.ts'

/**
 * The requirements of one dependency group, with those of the groups that it includes.
 *
 * @see https://packaging.python.org/en/latest/specifications/dependency-groups/
 */
export function groupDependencies(
  root: TomlTable,
  group: string,
  within: readonly string[] = [],
): readonly string[] {
  const path = [...within, normal(group)]
  if (within.includes(normal(group))) {
    throw new DependencyFileError(`its dependency groups include each other: ${path.join(' > ')}.`)
  }
  const table = root['dependency-groups']
  const groups = isTable(table) ? table : {}
  const items = lookUp(groups, group)
  if (items === undefined) {
    const known = Object.keys(groups).join(', ') || 'none'
    throw new DependencyFileError(`it has no dependency group "${group}"; it has: ${known}.`)
  }
  if (!Array.isArray(items)) throw new DependencyFileError(`its dependency group "${group}" is not a list.`)
  return items.flatMap(item => {
    if (typeof item === 'string') return [item]
    const other = isTable(item) ? item['include-group'] : undefined
    if (typeof other === 'string') return groupDependencies(root, other, path)
    throw new DependencyFileError(
      `its dependency group "${group}" holds ${JSON.stringify(item)}, which is neither a requirement nor an include-group.`,
    )
  })
}
