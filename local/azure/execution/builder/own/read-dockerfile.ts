import {
  Arg,
  Cmd,
  Copy,
  DockerfileParser,
  Env,
  From,
  type Instruction,
  Label,
  ModifiableInstruction,
  type PropertyInstruction,
  Run,
  User,
  Workdir,
} from 'dockerfile-ast'
import { BuildFailure } from '../builder.ts'
import type { Pair, Step } from './steps.ts'

/** First line of the Dockerfiles that the containerize task writes. */
const HEADER = '# mlops-azureml-dockerfile 1'

export const isOwnDockerfile = (text: string): boolean => text.split(/\r?\n/, 1)[0] === HEADER

/**
 * Reads a Dockerfile of the containerize task.
 *
 * @throws BuildFailure for any other Dockerfile, and for an instruction that only an engine can carry out
 */
export function readDockerfile(text: string): Step[] {
  if (!isOwnDockerfile(text))
    throw new BuildFailure(
      'This Dockerfile needs docker, podman or buildah, and none of them answers on this machine. Local Azure itself builds only the Dockerfile that the containerize task writes: install one of them, or leave the task\'s "dockerfile" blank.',
    )
  return DockerfileParser.parse(text)
    .getInstructions()
    .map(instruction => ({ source: sourceOf(instruction), ...readInstruction(instruction) }))
}

/** On one line, flags included. */
const sourceOf = (instruction: Instruction): string =>
  [instruction.getKeyword(), ...flagsOf(instruction), instruction.getArgumentsContent() ?? ''].join(' ')

const flagsOf = (instruction: Instruction): string[] =>
  instruction instanceof ModifiableInstruction ? instruction.getFlags().map(flag => flag.toString()) : []

type WithoutSource<T> = T extends unknown ? Omit<T, 'source'> : never

function readInstruction(instruction: Instruction): WithoutSource<Step> {
  if (instruction instanceof From) return readFrom(instruction)
  if (instruction instanceof Arg) return readArgument(instruction)
  if (instruction instanceof Env) return { kind: 'environment', values: readPairs(instruction) }
  if (instruction instanceof Label) return { kind: 'labels', values: readPairs(instruction) }
  if (instruction instanceof Copy) return readCopy(instruction)
  if (instruction instanceof Run) return readRun(instruction)
  if (instruction instanceof User) return { kind: 'user', user: only(instruction) }
  if (instruction instanceof Workdir) return { kind: 'directory', path: only(instruction) }
  if (instruction instanceof Cmd) return { kind: 'command', command: readCommand(instruction) }
  if (instruction.getKeyword() === 'EXPOSE') return { kind: 'port', port: only(instruction) }
  throw needsEngine(instruction)
}

function only(instruction: Instruction): string {
  const [value, ...more] = instruction.getArguments().map(one => one.getValue())
  if (value === undefined || more.length > 0) throw needsEngine(instruction)
  return value
}

function readFrom(instruction: From): WithoutSource<Step> {
  const stage = instruction.getBuildStage() ?? undefined
  const image = instruction.getImage()
  const length = stage === undefined ? 1 : 3
  if (image === null || instruction.getArguments().length !== length) throw needsEngine(instruction)
  return { kind: 'from', image, stage }
}

function readArgument(instruction: Arg): WithoutSource<Step> {
  const property = instruction.getProperty()
  if (!property) throw needsEngine(instruction)
  return { kind: 'argument', name: property.getName(), value: property.getValue() ?? undefined }
}

const readPairs = (instruction: PropertyInstruction): Pair[] =>
  instruction.getProperties().map(property => ({
    name: property.getName(),
    value: property.getValue() ?? '',
    literal: property.getUnescapedValue()?.startsWith("'") ?? false,
  }))

/** From another stage a folder comes to its own place only: its layers are taken as they are. */
function readTake(instruction: Copy, stage: string): WithoutSource<Step> {
  const [from, to, ...more] = instruction.getArguments().map(one => one.getValue())
  if (instruction.getFlags().length === 1 && more.length === 0 && from === to && from?.startsWith('/'))
    return { kind: 'take', stage, path: from }
  throw needsEngine(instruction)
}

function readCopy(instruction: Copy): WithoutSource<Step> {
  const stage = instruction.getFromFlag()?.getValue()
  if (stage) return readTake(instruction, stage)
  const [from, to, ...more] = instruction.getArguments().map(one => one.getValue())
  const flags = instruction.getFlags()
  const [chmod] = flags.filter(flag => flag.getName() === 'chmod')
  const known = flags.every(flag => flag === chmod) && /^0?[0-7]{3}$/.test(chmod?.getValue() ?? '755')
  if (from === undefined || to === undefined || more.length > 0 || !known || /[*?[]/.test(from))
    throw needsEngine(instruction)
  return { kind: 'copy', from, to, mode: chmod && parseInt(chmod.getValue() ?? '', 8) }
}

function readRun(instruction: Run): WithoutSource<Step> {
  const command = instruction.getArgumentsContent() ?? ''
  if (/\buv pip install\b/.test(command)) return { kind: 'dependencies', command }
  if (/^useradd [^&;|]*(\|\| true)?$/.test(command)) return { kind: 'user-account' }
  throw needsEngine(instruction)
}

function readCommand(instruction: Cmd): string[] {
  const command = instruction.getJSONStrings().map(one => one.getJSONValue())
  if (command.length === 0) throw needsEngine(instruction)
  return command
}

const needsEngine = (instruction: Instruction): BuildFailure =>
  new BuildFailure(
    `The instruction "${sourceOf(instruction)}" needs docker, podman or buildah, and none of them answers on this machine.`,
  )
