import { InputError, TaskError } from '../../../common/errors.ts'
import { factsOf, type JobFacts } from '../../../common/machinelearning/job/jobs.ts'
import { BEST_TRIAL } from '../../../common/machinelearning/run/results/best-trial.ts'
import { isRemote } from '../../../common/specification/local-path.ts'
import type { CompletedJob } from '../run/follow-to-ends.ts'
import type { ModelInputs } from './result-inputs.ts'

/** The output that every job has beside its named ones: logs, and what the code wrote to ./outputs or logged. */
const ARTIFACTS = 'artifacts'

/** Finds a wrong `modelPath` before anything is sent. */
export function checkModelPath(model: ModelInputs | undefined, facts: JobFacts): void {
  const problem = model && problemOf(model, facts)
  if (problem) throw new InputError([`'modelPath': ${problem}`])
}

function problemOf({ path = '' }: ModelInputs, { outputs, isPipeline }: JobFacts): string | undefined {
  if (isRemote(path)) return undefined
  const [first] = partsOf(path)
  if (first === undefined)
    return outputs.length === 1
      ? undefined
      : `name the output that holds the model; the job's outputs are ${list(outputs)}.`
  if (outputs.includes(first)) return undefined
  if (!isArtifact(first))
    return `the job has no output "${first}"; its outputs are ${list(outputs)}. What the code wrote to ./outputs is named outputs/....`
  return isPipeline
    ? `"${path}" is an artifact, and a pipeline job has none of its own; name one of its outputs: ${list(outputs)}.`
    : undefined
}

/** The run that wrote the outputs of a job: of a sweep its best trial, else the job itself. */
export function runWithOutputs({ job, finished }: CompletedJob): string {
  const best = finished.details.properties?.[BEST_TRIAL]
  if (best || job.properties.jobType !== 'Sweep') return best ?? job.name
  throw new TaskError(`The sweep ${job.name} names no best trial, so that there is no model to register.`, {
    cause: 'None of its trials logged the metric that its objective names.',
    remedy:
      'Log that metric with MLflow in the code of the trial, under exactly the name in objective.primary_metric.',
  })
}

/** Where the model of a job that is complete lies, in the form that keeps its lineage. */
export const uriOfModel = (model: ModelInputs, completed: CompletedJob): string =>
  isRemote(model.path ?? '')
    ? (model.path ?? '')
    : modelUri(model, factsOf(completed.job), runWithOutputs(completed))

/** The output or artifact that a `modelPath` names; `run` is the one that wrote it. */
export function modelUri({ path = '' }: ModelInputs, { outputs }: JobFacts, run: string): string {
  const [output = outputs[0], ...inside] = partsOf(path)
  if (!output) throw new TaskError(`Job ${run} has no output to register.`)
  if (outputs.includes(output)) return outputUri(run, output, inside)
  return outputUri(run, ARTIFACTS, output === ARTIFACTS ? inside : [output, ...inside])
}

const outputUri = (run: string, output: string, inside: readonly string[]): string =>
  `azureml://jobs/${run}/outputs/${output}/paths/${inside.join('/')}`

const isArtifact = (first: string): boolean => first === ARTIFACTS || first === 'outputs'

const partsOf = (path: string): string[] => path.split('/').filter(part => part !== '' && part !== '.')

const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none')
