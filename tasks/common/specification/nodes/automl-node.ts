import { jobFields } from '../job/job-fields.ts'
import { anything, anyMapping, type Cursor, type JsonMapping, type Schema } from '../schema/index.ts'
import { holdsBinding } from './bindings.ts'
import { nodeOutputs, type NodeOutputs } from './node-outputs.ts'

/** A node that AutoML runs: what the file says of it goes to the service as it stands there. */
export interface AutomlNode {
  readonly type: 'automl'
  readonly compute?: string
  readonly outputs?: NodeOutputs
  readonly settings: JsonMapping
}

const DATA = ['training_data', 'validation_data', 'test_data']

/** Its many fields (one set for each task) are the service's to check. */
export const automlNode: Schema<AutomlNode> = {
  expected: 'an AutoML node',
  read(at) {
    const all = anyMapping.read(at)
    const outputs = at.at('outputs').isBlank ? {} : nodeOutputs.read(at.at('outputs'))
    const compute = at.at('compute').isBlank ? undefined : jobFields.compute.read(at.at('compute'))
    if (at.at('task').isBlank)
      at.at('task').reject('is required: what AutoML shall train, as classification.')
    for (const key of DATA) checkData(at.at(key))
    if (!all || !outputs) return undefined
    const {
      type: _type,
      name: _name,
      compute: _compute,
      outputs: _outputs,
      $schema: _schema,
      ...settings
    } = all
    return { type: 'automl', settings, outputs, ...(compute !== undefined && { compute }) }
  },
  below: (key, at) => (key === 'outputs' ? { schema: nodeOutputs } : anything.below(key, at)),
  parts: () => [],
}

/** azure-ai-ml sends a mapping here as Python prints it, which no service can read. */
function checkData(at: Cursor): void {
  if (at.isBlank || (at.text !== undefined && holdsBinding(at.text))) return
  at.reject(
    'make it an input of the pipeline (type mltable) and write ${{parent.inputs.NAME}} here: a node takes data only by a binding.',
  )
}
