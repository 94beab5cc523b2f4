import { InputReader } from '../../../tasks/common/host/input-reader.ts'
import { InputError } from '../../../tasks/common/errors.ts'
import {
  readGate,
  type GateInputs,
} from '../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/gate/gate-inputs.ts'
import { FakeHost } from '../../support/fake-host.ts'

/** The gate of a form with these inputs. */
export function gateOf(inputs: Readonly<Record<string, string>>): GateInputs | undefined {
  const read = new InputReader(new FakeHost({ inputs }))
  const gate = readGate(read)
  read.done()
  return gate
}

/** All that is wrong with them. */
export function problemsOf(inputs: Readonly<Record<string, string>>): readonly string[] {
  try {
    gateOf(inputs)
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
  return []
}

/** A rule's parts where nothing is said, but for the endpoint. */
export const usual = {
  goal: 'maximize',
  baseline: { from: 'deployed', endpointName: 'chd' },
  threshold: undefined,
  margin: { amount: 0, isPercent: false },
  missingMetric: 'fail',
  missingBaseline: 'accept',
  unreadableBaseline: 'fail',
}
