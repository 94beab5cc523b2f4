import type { Job, MatrixLeg } from '../pipeline/model.ts'
import { toText } from '../pipeline/expression/convert.ts'
import { PipelineError } from '../pipeline/position.ts'
import { Dictionary } from '../pipeline/value.ts'
import type { Variables } from '../variables/variables.ts'
import { evaluateRuntimeValue, type Contexts } from './job-variables.ts'

/** The legs of a job; undefined stands for the one run of a job without a matrix. */
export function matrixLegs(job: Job, variables: Variables, contexts: Contexts): (MatrixLeg | undefined)[] {
  if (job.matrix === undefined) return [undefined]
  if (Array.isArray(job.matrix)) return job.matrix
  const { text, at } = job.matrix
  const value = evaluateRuntimeValue(text, variables, contexts, at)
  const matrix = typeof value === 'string' ? readJson(value) : value
  if (!(matrix instanceof Dictionary)) {
    throw new PipelineError(
      at,
      'The matrix expression gives no mapping.',
      'It has to give JSON {"leg": {"name": "value"}}.',
    )
  }
  return [...matrix.entries].map(([name, leg]) => ({
    name,
    variables:
      leg instanceof Dictionary
        ? [...leg.entries].map(([key, item]) => ({ name: key, value: toText(item), readonly: false, at }))
        : [],
  }))
}

function readJson(text: string): Dictionary | undefined {
  try {
    const json: unknown = JSON.parse(text)
    return dictionary(json)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function dictionary(json: unknown): Dictionary | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
  return new Dictionary(Object.entries(json).map(([key, value]) => [key, dictionary(value) ?? String(value)]))
}
