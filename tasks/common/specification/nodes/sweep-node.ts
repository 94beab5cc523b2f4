import { compute } from '../job/compute.ts'
import { commandComponent } from '../components/command-component.ts'
import { componentOf } from '../components/component-choice.ts'
import { identity } from '../job/identity.ts'
import { sweepLimits } from '../job/limits.ts'
import { checkSpace } from '../job/sweep/check-space.ts'
import { objective, sweepFields } from '../job/sweep/sweep-fields.ts'
import { checked, choice, fallback, object, orBinding, required, type Read } from '../schema/index.ts'
import { bindable } from './bindable.ts'
import { checkInterface } from './check-interface.ts'
import { nodeFields } from './node-fields.ts'
import { nodeResources } from './run-fields.ts'

const shape = object('a sweep node', {
  ...nodeFields,
  type: fallback(choice(['sweep']), 'sweep'),
  trial: required(componentOf(commandComponent)),
  compute,
  ...sweepFields,
  sampling_algorithm: orBinding(sweepFields.sampling_algorithm),
  objective: required(object('the objective of a sweep', bindable(objective.fields))),
  limits: required(object('the limits of a sweep', bindable(sweepLimits.fields))),
  resources: nodeResources,
  identity,
})

/** A step that runs a component many times, with values from a search space. */
export const sweepNode = checkInterface(
  checked(shape, checkSpace),
  ({ trial }) => trial,
  ({ search_space }) => Object.keys(search_space ?? {}),
)
export type SweepNode = Read<typeof sweepNode>
