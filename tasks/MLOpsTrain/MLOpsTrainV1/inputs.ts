import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import {
  readWorkspaceInputs,
  type WorkspaceInputs,
} from '../../common/machinelearning/workspace/workspace-inputs.ts'
import type { Wanted } from '../../common/machinelearning/run/results/download-outputs.ts'

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

export interface ModelInputs {
  readonly name: string
  readonly path: string | undefined
  readonly type: string
  readonly description: string | undefined
}

export interface TrainInputs extends WorkspaceInputs {
  readonly definition: JobDefinition
  readonly experimentName: string | undefined
  readonly jobDisplayName: string | undefined
  readonly waitForCompletion: boolean
  readonly queueTimeoutInMinutes: number | undefined
  readonly runTimeoutInMinutes: number | undefined
  readonly onCancel: 'cancelJob' | 'leaveRunning'
  readonly downloadOutputs: Wanted
  readonly downloadPath: string | undefined
  readonly handoffFile: string | undefined
  readonly model: ModelInputs | undefined
  readonly tags: Readonly<Record<string, string>>
}

const MODEL_TYPES = ['custom_model', 'mlflow_model', 'triton_model'] as const
const MODEL_NAME = {
  pattern: /^[a-zA-Z0-9][\w.-]{0,254}$/,
  expected: 'a model name (letters, digits, dots, hyphens, underscores; at most 255)',
}
const TIME = { min: 1, max: 60 * 24 * 30 }

export function readInputs(host: Host): TrainInputs {
  const read = new InputReader(host)
  const inputs: TrainInputs = {
    ...readWorkspaceInputs(read, host),
    definition: readDefinition(read),
    experimentName: read.text('experimentName'),
    jobDisplayName: read.text('jobDisplayName'),
    waitForCompletion: read.flag('waitForCompletion'),
    queueTimeoutInMinutes: read.integer('queueTimeoutInMinutes', TIME),
    runTimeoutInMinutes: read.integer('runTimeoutInMinutes', TIME),
    onCancel: read.choice('onCancel', ['cancelJob', 'leaveRunning'], 'cancelJob'),
    downloadOutputs: readWanted(read),
    downloadPath: read.path('downloadPath'),
    handoffFile: read.path('handoffFile'),
    model: readModel(read),
    tags: read.pairs('tags'),
  }
  if (!inputs.waitForCompletion && inputs.model) {
    read.reject(
      'modelName',
      'a model can be registered only from a job that has ended; set waitForCompletion.',
    )
  }
  read.done()
  return inputs
}

function readDefinition(read: InputReader): JobDefinition {
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

function readModel(read: InputReader): ModelInputs | undefined {
  const name = read.text('modelName', MODEL_NAME)
  const model = {
    path: read.text('modelPath'),
    type: read.choice('modelType', MODEL_TYPES, 'custom_model'),
    description: read.text('modelDescription'),
  }
  return name === undefined ? undefined : { name, ...model }
}

function readWanted(read: InputReader): Wanted {
  const value = read.text('downloadOutputs') ?? 'none'
  if (value === 'none' || value === 'all') return value
  return value
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
}
