import type { Input, TaskManifest } from '../task-manifest.ts'

const comparison = /^\s*([A-Za-z0-9]+)\s+(=|==|!=)\s+(\S.*?)\s*$/

/**
 * Azure DevOps ignores a visible rule it does not understand, so a slip hides an input for ever or never.
 * Only what the in-box tasks use is allowed: comparisons with a literal, joined by all `&&` or all `||`.
 */
export function checkVisibleRules(manifest: TaskManifest): string[] {
  const ruled = [...manifest.groups, ...manifest.inputs]
  return ruled.flatMap(({ name, visibleRule }) =>
    visibleRule === undefined ? [] : problemsOf(visibleRule, manifest).map(problem => `${name}: ${problem}`),
  )
}

function problemsOf(rule: string, { inputs }: TaskManifest): string[] {
  if (rule.includes('&&') && rule.includes('||')) return [`visibleRule "${rule}" mixes && and ||`]
  return rule.split(/&&|\|\|/).flatMap(part => {
    const [, name, , value] = comparison.exec(part) ?? []
    if (name === undefined || value === undefined)
      return [`visibleRule "${rule}" is not understood at "${part}"`]
    const input = inputs.find(candidate => candidate.name === name)
    if (!input) return [`visibleRule "${rule}" names ${name}, which is no input`]
    return canBe(input, value) ? [] : [`visibleRule "${rule}" can never tell: ${name} has no value ${value}`]
  })
}

function canBe({ type, options, properties }: Input, value: string): boolean {
  if (type === 'boolean') return value === 'true' || value === 'false'
  if (!options || properties?.['EditableOptions'] === 'True') return true
  return value in options
}
