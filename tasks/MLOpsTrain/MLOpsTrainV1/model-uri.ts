import { InputError, TaskError } from '../../common/errors.ts'
import type { JobSpec } from '../../common/specification/read-job-file.ts'
import { isRemote } from '../../common/specification/local-path.ts'
import type { ModelInputs } from './inputs.ts'

/** Finds a wrong `modelPath` before anything is sent. */
export function checkModelPath(model: ModelInputs | undefined, spec: JobSpec): void {
  if (!model || (model.path && isRemote(model.path))) return
  const names = Object.keys(spec.outputs ?? {})
  const [output] = (model.path ?? '').split('/')
  if (output && !names.includes(output)) {
    throw new InputError([`'modelPath': the job has no output "${output}"; its outputs are ${list(names)}.`])
  }
  if (!output && names.length !== 1) {
    throw new InputError([
      `'modelPath': name the output that holds the model; the job's outputs are ${list(names)}.`,
    ])
  }
}

/** Where the model of a finished job lies, in the form that keeps its lineage. */
export function modelUri(model: ModelInputs, spec: JobSpec, job: string): string {
  if (model.path && isRemote(model.path)) return model.path
  const [output = Object.keys(spec.outputs ?? {})[0], ...inside] = (model.path ?? '')
    .split('/')
    .filter(part => part !== '')
  if (!output) throw new TaskError(`Job ${job} has no output to register.`)
  return `azureml://jobs/${job}/outputs/${output}/paths/${inside.join('/')}`
}

const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none')
