import type { InputReader } from '../../../common/host/input-reader.ts'
import type { Wanted } from '../../../common/machinelearning/run/results/download-outputs.ts'

export interface ModelInputs {
  readonly name: string
  readonly path: string | undefined
  readonly type: string
  readonly description: string | undefined
}

/** What is made of a job that is complete. */
export interface ResultInputs {
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

export const readResultInputs = (read: InputReader): ResultInputs => ({
  downloadOutputs: readWanted(read),
  downloadPath: read.path('downloadPath'),
  handoffFile: read.path('handoffFile'),
  model: readModel(read),
  tags: read.pairs('tags'),
})

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
  const word = value.toLowerCase()
  if (word === 'none' || word === 'all') return word
  const names = value
    .split(/[,\n]/)
    .map(name => name.trim())
    .filter(name => name !== '')
  if (names.length === 0) read.reject('downloadOutputs', 'name an output, or write all or none.')
  return [...new Set(names)]
}
