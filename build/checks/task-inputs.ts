import type { Input, TaskManifest } from '../task-manifest.ts'

/** At most so many inputs must be filled in by a user; the rest has defaults. */
const mostRequired = 5
/** Names that mean something else on a step in YAML. */
const stepProperties =
  /^(task|name|displayName|condition|continueOnError|enabled|env|inputs|target|timeoutInMinutes|retryCountOnTaskFailure)$/i
/** The only switches that are on unless a user turns them off; changing that changes what pipelines do. */
const defaultsToTrue = ['waitForCompletion', 'checkQuota', 'enableNodePublicIp', 'dryRun']

/** Rules about inputs that no JSON schema can say. */
export function checkInputs(manifest: TaskManifest): string[] {
  const required = manifest.inputs.filter(input => input.required && !input.defaultValue)
  return [
    ...doubled(manifest.inputs.map(input => input.name)).map(name => `two inputs are called ${name}`),
    ...(required.length > mostRequired
      ? [`${required.length} inputs must be filled in, at most ${mostRequired}`]
      : []),
    ...manifest.inputs.flatMap(input =>
      problemsOf(input, manifest).map(problem => `${input.name}: ${problem}`),
    ),
  ]
}

function problemsOf(input: Input, { groups }: TaskManifest): string[] {
  const { name, type, groupName, defaultValue, options, properties } = input
  const editable = properties?.['EditableOptions'] === 'True'
  const choice = type === 'pickList' || type === 'radio'
  return [
    ...when(stepProperties.test(name), 'is the name of a step property'),
    ...when(
      groupName !== undefined && !groups.some(group => group.name === groupName),
      `no group ${groupName}`,
    ),
    ...when(type === 'boolean' && defaultValue !== String(defaultsToTrue.includes(name)), 'wrong default'),
    ...when(choice && !editable && !options, 'has nothing to choose from'),
    ...when(
      choice && !editable && !((defaultValue ?? '') in (options ?? {})),
      `default "${defaultValue}" is no option`,
    ),
    ...when(!choice && options !== undefined, 'options are for pickList and radio'),
  ]
}

export function doubled(names: string[]): string[] {
  const lower = names.map(name => name.toLowerCase())
  return names.filter((_, index) => lower.indexOf(lower[index] ?? '') !== index)
}

export function when(wrong: boolean, problem: string): string[] {
  return wrong ? [problem] : []
}
