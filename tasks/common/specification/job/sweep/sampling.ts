import { scalar } from '../../schema/collections.ts'
import { required } from '../../schema/fields.ts'
import { object } from '../../schema/object.ts'
import { anyCase, choice, integer } from '../../schema/scalars.ts'
import type { Read } from '../../schema/schema.ts'
import { byType, shapes } from '../../schema/unions.ts'

const random = object('random sampling', {
  type: required(choice(['random'], anyCase)),
  seed: integer(),
  logbase: scalar,
  rule: choice(['random', 'sobol'], anyCase),
})
const grid = object('grid sampling', { type: required(choice(['grid'], anyCase)) })
const bayesian = object('Bayesian sampling', { type: required(choice(['bayesian'], anyCase)) })

/** The algorithm that chooses the next trial, by its name or with its settings. */
export const samplingAlgorithm = shapes({
  scalar: choice(['bayesian', 'grid', 'random']),
  mapping: byType('type', { random, grid, bayesian }),
})
export type SamplingAlgorithm = Read<typeof samplingAlgorithm>
