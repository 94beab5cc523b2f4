/** What can be read of a Dockerfile without carrying it out. */
export interface DockerfileOutline {
  /** Images of other registries that its stages begin with, variables put in. */
  readonly bases: readonly string[]
  /** Names of `ARG` in stages that the image inherits its history from. */
  readonly lastingArguments: readonly string[]
  /** What `USER` says last in the last stage. */
  readonly user: string | undefined
}

interface Stage {
  readonly base: string
  readonly name: string | undefined
  readonly arguments: string[]
  user: string | undefined
}

const FROM = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i
const ARG = /^ARG\s+(.+)$/i
const USER = /^USER\s+(\S+)/i

/** Reads stages and arguments of a Dockerfile, with the values that the build gives to the arguments. */
export function outlineOf(text: string, given: Readonly<Record<string, string>> = {}): DockerfileOutline {
  const defaults = new Map<string, string>()
  const stages: Stage[] = []
  for (const line of instructionsOf(text)) {
    const stage = stages.at(-1)
    const [, base, name] = FROM.exec(line) ?? []
    const [, declared] = ARG.exec(line) ?? []
    if (base !== undefined)
      stages.push({ base: filled(base, defaults), name: name?.toLowerCase(), arguments: [], user: undefined })
    else if (declared !== undefined && stage) stage.arguments.push(...namesIn(declared))
    else if (declared !== undefined) declare(declared, defaults, given)
    else if (stage) stage.user = USER.exec(line)?.[1] ?? stage.user
  }
  const names = new Set(stages.map(({ name }) => name))
  const bases = stages
    .map(({ base }) => base)
    .filter(base => base !== 'scratch' && !names.has(base.toLowerCase()))
  return {
    bases: [...new Set(bases)],
    lastingArguments: ancestry(stages).flatMap(stage => stage.arguments),
    user: ancestry(stages).find(({ user }) => user !== undefined)?.user,
  }
}

/** Whole instructions: continued lines joined, comments and blank lines left out. */
const instructionsOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter(line => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replace(/[\\`]\s*\n/g, ' ')
    .split('\n')
    .map(line => line.trim())

function declare(text: string, into: Map<string, string>, given: Readonly<Record<string, string>>): void {
  const [, name = '', value = ''] = /^(\w+)(?:=(.*))?$/.exec(text.trim()) ?? []
  into.set(name, given[name] ?? value.replace(/^(["'])(.*)\1$/, '$2'))
}

const namesIn = (declared: string): string[] =>
  [...declared.matchAll(/(?:^|\s)(\w+)(?==|\s|$)/g)].map(([, name = '']) => name)

const filled = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(/\$\{(\w+)(?::-([^}]*))?\}|\$(\w+)/g, (_, braced, fallback, bare) => {
    const value = values.get(String(braced ?? bare))
    return value || String(fallback ?? '')
  })

/** The last stage and those that it begins with, nearest first. */
function ancestry(stages: readonly Stage[]): Stage[] {
  const line: Stage[] = []
  for (let stage = stages.at(-1); stage && !line.includes(stage); stage = parentOf(stage, stages))
    line.push(stage)
  return line
}

const parentOf = (stage: Stage, stages: readonly Stage[]): Stage | undefined =>
  stages.slice(0, stages.indexOf(stage)).findLast(({ name }) => name === stage.base.toLowerCase())
