import { DEFAULT_IMAGE } from '../../../common/machinelearning/environment/default-image.ts'
import { YamlFile } from '../../../common/specification/yaml-file.ts'
import type { JobForm } from './job-definition.ts'

/** A line of the job file that the form stands for, and the input from which it comes. */
interface Line {
  readonly text: string
  readonly input?: keyof JobForm
  /** In a fragment of YAML: the line as the user counts it. */
  readonly number?: number
}

/**
 * The form as the job file that it stands for: quoted scalars, and the fragments as they were typed. What is wrong is
 * told of the input. Relative paths in fragments are relative to `folder`.
 */
export function formFile(form: JobForm, folder: string): YamlFile {
  const lines = [
    { text: 'type: command' },
    ...scalar('command', form, 'command'),
    ...scalar('code', form, 'code'),
    ...scalar('compute', form, 'compute'),
    ...environment(form),
    ...resources(form),
    ...fragment('inputs', form, 'jobInputs'),
    ...fragment('outputs', form, 'jobOutputs'),
    ...fragment('environment_variables', form, 'environmentVariables'),
  ]
  const text = lines.map(line => line.text).join('\n')
  return new YamlFile(`${folder}/the form`, text, {
    place: (line, column) => placeOf(lines[line - 1], column),
  })
}

function placeOf(line: Line | undefined, column: number): string {
  if (line?.input === undefined) return 'the form'
  return line.number === undefined ? line.input : `${line.input}:${line.number}:${column - INDENT.length}`
}

function environment(form: JobForm): Line[] {
  if (form.environment) return scalar('environment', form, 'environment')
  const image = form.image ?? DEFAULT_IMAGE
  return [
    { text: 'environment:', input: 'image' },
    ...indented([
      ...scalar('image', { ...form, image }, 'image'),
      ...scalar('conda_file', form, 'condaFile'),
    ]),
  ]
}

const resources = (form: JobForm): Line[] => [
  { text: 'resources:' },
  ...indented([
    ...scalar('instance_count', form, 'instanceCount'),
    ...scalar('instance_type', form, 'instanceType'),
  ]),
]

function scalar(key: string, form: JobForm, input: keyof JobForm): Line[] {
  const value = form[input]
  return value === undefined ? [] : [{ text: `${key}: ${JSON.stringify(value)}`, input }]
}

function fragment(key: string, form: JobForm, input: keyof JobForm): Line[] {
  const value = form[input]
  if (value === undefined) return []
  const typed = String(value).split(/\r?\n/)
  return [
    { text: `${key}:`, input, number: 1 },
    ...indented(typed.map((text, index) => ({ text, input, number: index + 1 }))),
  ]
}

const INDENT = '  '

const indented = (lines: readonly Line[]): Line[] =>
  lines.map(line => ({ ...line, text: INDENT + line.text }))
