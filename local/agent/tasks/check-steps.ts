import { findConnection, type ServiceConnection } from '../connections/connection.ts'
import type { Pipeline, Step } from '../pipeline/model.ts'
import { PipelineError } from '../pipeline/position.ts'
import { expandMacros } from '../variables/macros.ts'
import type { Catalogue } from './catalogue.ts'
import { findInput } from './inputs.ts'
import type { TaskManifest } from './manifest.ts'
import { isVisible } from './visible-rule.ts'

/** All that is wrong with the steps of a pipeline, one line each. */
class StepErrors extends Error {
  constructor(problems: readonly PipelineError[]) {
    super(problems.map(problem => problem.message).join('\n'))
  }
}

/** What Azure DevOps checks before a run starts: tasks, inputs and service connections. @throws StepErrors */
export function checkSteps(
  pipeline: Pipeline,
  catalogue: Catalogue,
  connections: readonly ServiceConnection[] | undefined,
): void {
  const problems = pipeline.stages.flatMap(stage =>
    stage.jobs.flatMap(job => {
      const declared = [...pipeline.variables, ...stage.variables, ...job.variables]
      const variables = new Map(declared.map(({ name, value }) => [name.toLowerCase(), value]))
      return job.steps.flatMap(step => checkStep(step, catalogue, connections, variables))
    }),
  )
  if (problems.length > 0) throw new StepErrors(problems)
}

function checkStep(
  step: Step,
  catalogue: Catalogue,
  connections: readonly ServiceConnection[] | undefined,
  variables: ReadonlyMap<string, string>,
): PipelineError[] {
  const { text, at } = step.task
  const manifest = catalogue.find(text)?.manifest
  if (!manifest) {
    const remedy = `Known tasks: ${catalogue.names().join(', ')}. Tasks of this repository are there after "npm run package".`
    return [new PipelineError(at, `There is no task "${text}".`, remedy)]
  }
  return [
    ...unknownInputs(step, manifest),
    ...missingInputs(step, manifest),
    ...(connections ? unknownConnections(step, manifest, connections, variables) : []),
  ]
}

function unknownInputs({ inputs, task }: Step, manifest: TaskManifest): PipelineError[] {
  const known = manifest.inputs.map(input => input.name).join(', ')
  return [...inputs]
    .filter(([name]) => !findInput(manifest, name))
    .map(
      ([name, { at }]) =>
        new PipelineError(at, `The task ${task.text} has no input "${name}".`, `Inputs: ${known}.`),
    )
}

function missingInputs({ inputs, task }: Step, manifest: TaskManifest): PipelineError[] {
  const given = new Map(
    [...inputs].map(([name, { text }]) => [findInput(manifest, name)?.name ?? name, text]),
  )
  const value = (name: string): string => {
    const input = findInput(manifest, name)
    return given.get(input?.name ?? name) ?? input?.defaultValue ?? ''
  }
  return manifest.inputs
    .filter(input => input.required && value(input.name) === '' && isVisible(input.visibleRule, value))
    .map(
      input =>
        new PipelineError(
          task.at,
          `The task ${task.text} needs the input "${input.name}".`,
          'Add it under "inputs".',
        ),
    )
}

/** A value that only the run itself can tell is checked then. */
function unknownConnections(
  { inputs }: Step,
  manifest: TaskManifest,
  connections: readonly ServiceConnection[],
  variables: ReadonlyMap<string, string>,
): PipelineError[] {
  return [...inputs].flatMap(([name, { text, at }]) => {
    const type = findInput(manifest, name)?.type.toLowerCase() ?? ''
    const value = expandMacros(text, variable => variables.get(variable.toLowerCase()))
    if (!type.startsWith('connectedservice:') || value === '' || value.includes('$(') || value.includes('$['))
      return []
    return value.split(',').flatMap(part => unknownConnection(part.trim(), connections, at))
  })
}

function unknownConnection(
  name: string,
  connections: readonly ServiceConnection[],
  at: PipelineError['at'],
): PipelineError[] {
  try {
    findConnection(connections, name)
    return []
  } catch (error) {
    return [new PipelineError(at, error instanceof Error ? error.message : String(error), '')]
  }
}
