import { checkName } from '../job/inputs.ts'
import { jobOutput, type JobOutput } from '../job/outputs.ts'
import { checked, mapOf, mapped, nullable, shapes, text, worded, type Schema } from '../schema/index.ts'
import { bindingPath } from './bindings.ts'

/** A binding to an output of the pipeline; settings, whose path may be such a binding; null where nothing is said. */
export type NodeOutput = string | JobOutput | null
export type NodeOutputs = Readonly<Record<string, NodeOutput>>

const bound: Schema<string> = worded(
  '${{parent.outputs.NAME}}',
  mapped(text, (value, at) => {
    if (bindingPath(value)?.startsWith('parent.outputs.')) return value
    at.reject(`"${value}" is no output of the pipeline; write \${{parent.outputs.NAME}}, or a mapping.`)
    return undefined
  }),
)

const registered = checked(jobOutput, ({ name, version }, at) => {
  if (version !== undefined && name === undefined)
    at.at('version').reject('a version needs the name to register the output under.')
  if (name !== undefined && !/^[\w-]{1,255}$/.test(name))
    at.at('name').reject('a name has at most 255 letters, digits, dashes and underscores.')
})

export const nodeOutputs = mapOf(
  nullable<string | JobOutput>(shapes({ scalar: bound, mapping: registered })),
  checkName,
)
