import type { InputReader } from '../../../common/host/input-reader.ts'

export type JobDefinition =
  | { readonly from: 'file'; readonly jobFile: string; readonly overrides: readonly string[] }
  | { readonly from: 'inputs'; readonly form: JobForm }

/** A command job as the form describes it; YAML fragments are still text. */
export interface JobForm {
  readonly code: string | undefined
  readonly command: string
  readonly environment: string | undefined
  readonly condaFile: string | undefined
  readonly image: string | undefined
  readonly compute: string | undefined
  readonly instanceType: string | undefined
  readonly instanceCount: number | undefined
  readonly jobInputs: string | undefined
  readonly jobOutputs: string | undefined
  readonly environmentVariables: string | undefined
}

export function readDefinition(read: InputReader): JobDefinition {
  const from = read.choice('definition', ['file', 'inputs'], 'file')
  if (from === 'inputs') return { from, form: readForm(read) }
  const jobFile = read.existingPath('jobFile')
  if (jobFile === undefined)
    read.reject('jobFile', 'a job file is required; or choose to describe the job by inputs.')
  return { from, jobFile: jobFile ?? '', overrides: read.lines('overrides') }
}

function readForm(read: InputReader): JobForm {
  const form: JobForm = {
    code: read.existingPath('code'),
    command: read.required('command'),
    environment: read.text('environment'),
    condaFile: read.existingPath('condaFile'),
    image: read.text('image'),
    compute: read.text('compute'),
    instanceType: read.text('instanceType'),
    instanceCount: read.integer('instanceCount', { min: 1 }),
    jobInputs: read.text('jobInputs'),
    jobOutputs: read.text('jobOutputs'),
    environmentVariables: read.text('environmentVariables'),
  }
  if (!form.environment && !form.condaFile && !form.image) {
    read.reject('environment', 'name an environment, or give a conda file or an image.')
  }
  if (form.environment && (form.condaFile || form.image)) {
    read.reject(
      'environment',
      'an environment and a conda file or image exclude each other; leave one blank.',
    )
  }
  return form
}
