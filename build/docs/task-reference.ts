import type { Group, Input, TaskManifest } from '../task-manifest.ts'

/** Everything between these two lines of a task's page is made from its task.json. */
export const markers = {
  begin: '<!-- Made from task.json by `node build/docs.mjs`. Change the help there, not here. -->',
  end: '<!-- End of what is made from task.json. -->',
}

/** The reference part of a task's page: every input by group, then the outputs. */
export function taskReference(manifest: TaskManifest): string {
  const { groups, inputs, outputVariables = [] } = manifest
  const sections = [undefined, ...groups].map(group => inputSection(group, inputs)).filter(Boolean)
  return [
    `Azure Pipelines: \`- task: ${manifest.name}@${manifest.version.Major}\`. Agent ${manifest.minimumAgentVersion} or newer, on Linux, Windows or macOS.`,
    '## Inputs',
    ...sections,
    '## Outputs',
    'Later steps read them as `$(stepName.output)`, later jobs and stages through `dependencies`.',
    table(
      ['Output', 'What it is'],
      outputVariables.map(({ name, description }) => [`\`${name}\``, description]),
    ),
  ].join('\n\n')
}

/** The page with its reference part made anew; what stands above and below is kept. */
export function withReference(page: string, manifest: TaskManifest): string {
  const [above, rest] = page.split(markers.begin)
  const below = rest?.split(markers.end)[1]
  if (above === undefined || below === undefined)
    throw new Error(`The page of ${manifest.name} lacks its markers.`)
  return `${above}${markers.begin}\n\n${taskReference(manifest)}\n\n${markers.end}${below}`
}

function inputSection(group: Group | undefined, inputs: Input[]): string {
  const own = inputs.filter(input => input.groupName === group?.name)
  if (own.length === 0) return ''
  const heading = group ? [`### ${group.displayName}`] : []
  return [...heading, table(['Input', 'Default', 'What it is'], own.map(inputRow))].join('\n\n')
}

function inputRow(input: Input): string[] {
  const { name, required, defaultValue, visibleRule, helpMarkDown, options } = input
  const choices = options
    ? ` One of ${Object.keys(options)
        .map(option => `\`${option}\``)
        .join(', ')}.`
    : ''
  const condition = visibleRule ? ` Counts when \`${visibleRule}\`.` : ''
  const standard = required && !defaultValue ? '*required*' : defaultValue ? `\`${defaultValue}\`` : ''
  return [`\`${name}\``, standard, `${helpMarkDown}${choices}${condition}`]
}

function table(headings: string[], rows: string[][]): string {
  const lines = [headings, headings.map(() => '---'), ...rows]
  return lines.map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}
