import { instructionsOf } from './instructions.ts'

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
/** A name alone, or with a value in quotes or without. */
const ASSIGNMENT = /(?<=^|\s)(\w+)(?:=(?:("[^"]*"|'[^']*')|(\S*)))?/g
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
  const bases = stages
    .filter(stage => stage.base !== 'scratch' && parentOf(stage, stages) === undefined)
    .map(({ base }) => base)
  return {
    bases: [...new Set(bases)],
    lastingArguments: ancestry(stages).flatMap(stage => stage.arguments),
    user: ancestry(stages).find(({ user }) => user !== undefined)?.user,
  }
}

/** `ARG A=1 B="2"` before the first stage; a value may name the arguments before it. */
function declare(text: string, into: Map<string, string>, given: Readonly<Record<string, string>>): void {
  for (const [, name = '', quoted, value = ''] of text.matchAll(ASSIGNMENT)) {
    const written = quoted === undefined ? value : quoted.slice(1, -1)
    into.set(name, given[name] ?? filled(written, into))
  }
}

const namesIn = (declared: string): string[] =>
  [...declared.matchAll(ASSIGNMENT)].map(([, name = '']) => name)

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
