import assert from 'node:assert/strict'
import { TaskError } from '../../../../tasks/common/errors.ts'
import { readJobFile } from '../../../../tasks/common/specification/read-job-file.ts'
import { folderPerTest } from '../../../support/folder.ts'

/** A component with an input of each sort. */
export const TRAIN = `
type: command
inputs:
  table: {type: uri_file}
  rate: {type: number, default: 0.1, min: 0.01, max: 0.5}
  trees: {type: integer, optional: true}
  kind: {type: string, enum: [tree, forest], default: tree}
  deep: {type: boolean, default: false}
outputs:
  model: {type: mlflow_model}
command: python train.py \${{inputs.table}} --rate \${{inputs.rate}} $[[--trees \${{inputs.trees}}]]
environment: azureml:e:1
`

/** A pipeline around that component, whose optional input it passes on. */
export const INNER = `
type: pipeline
inputs:
  table: {type: uri_file}
  trees: {type: integer}
outputs:
  model: {type: mlflow_model}
jobs:
  fit:
    component: train.yml
    inputs: {table: "\${{parent.inputs.table}}", trees: "\${{parent.inputs.trees}}"}
    outputs: {model: "\${{parent.outputs.model}}"}
`

export interface PipelineFiles {
  /** The problems of a pipeline job beside `train.yml`, `inner.yml` and what else is given. */
  problemsOf(job: string, files?: Readonly<Record<string, string>>): string[]
}

export function pipelineFiles(): PipelineFiles {
  const folder = folderPerTest()
  return {
    problemsOf(job, files = {}) {
      folder().write({
        'src/train.py': '',
        'table.csv': 'a,b',
        'train.yml': TRAIN,
        'inner.yml': INNER,
        ...files,
        'job.yml': job,
      })
      try {
        readJobFile(folder().at('job.yml'))
        return []
      } catch (error) {
        assert.ok(error instanceof TaskError, String(error))
        return error.message.split('\n').slice(1)
      }
    },
  }
}
