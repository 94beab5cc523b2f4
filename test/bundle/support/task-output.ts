/** What a task told the agent: its logging commands by kind, and the lines a person reads. */
export interface TaskOutput {
  /** `Succeeded`, `SucceededWithIssues` or `Failed`; undefined where the task never said. */
  result: string | undefined
  /** Message of the result. */
  message: string
  /** Times that a result was reported. */
  completions: number
  outputs: Record<string, string>
  taskVariables: Record<string, string>
  issues: { type: string; message: string }[]
  lines: string[]
}

interface Command {
  name: string
  properties: Record<string, string>
  data: string
}

export function readOutput(text: string): TaskOutput {
  const lines = text.split(/\r?\n/)
  const commands = lines.flatMap(line => parse(line) ?? [])
  const named = (name: string) => commands.filter(command => command.name === name)
  const completions = named('task.complete')
  return {
    result: completions.at(-1)?.properties['result'],
    message: completions.at(-1)?.data ?? '',
    completions: completions.length,
    outputs: variables(named('task.setvariable')),
    taskVariables: variables(named('task.settaskvariable')),
    issues: named('task.issue').map(({ properties, data }) => ({
      type: properties['type'] ?? '',
      message: data,
    })),
    lines: lines.filter(line => !line.includes('##vso[')),
  }
}

function variables(commands: Command[]): Record<string, string> {
  return Object.fromEntries(commands.map(({ properties, data }) => [properties['variable'] ?? '', data]))
}

function parse(line: string): Command | undefined {
  const [, info = '', data = ''] = /##vso\[(.*?)\](.*)$/.exec(line) ?? []
  if (info === '') return undefined
  const [name = '', ...rest] = info.split(' ')
  const pairs = rest
    .join(' ')
    .split(';')
    .filter(pair => pair.includes('='))
  const properties = pairs.map(pair => [
    pair.slice(0, pair.indexOf('=')),
    unescape(pair.slice(pair.indexOf('=') + 1)),
  ])
  return { name, properties: Object.fromEntries(properties) as Record<string, string>, data: unescape(data) }
}

function unescape(text: string): string {
  const plain = text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
  return plain.replaceAll('%AZP25', '%')
}
