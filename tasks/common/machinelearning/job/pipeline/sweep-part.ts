import type { SweepNode } from '../../../specification/nodes/sweep-node.ts'
import { PythonFloat } from '../../../specification/schema/index.ts'
import type { JobBody } from '../body.ts'
import { intervalsOf, POLICIES } from '../sweep-body.ts'
import { snakeCased, resourcesPart } from './run-parts.ts'

/** What only sweeps have: the words of CLI v2 but for the policy, and the component as the trial. */
export function sweepPart(node: SweepNode, componentId: string): JobBody {
  return {
    limits: limitsPart(node.limits),
    sampling_algorithm: node.sampling_algorithm,
    objective: node.objective,
    early_termination: node.early_termination && terminationPart(node.early_termination),
    search_space: node.search_space,
    queue_settings: node.queue_settings,
    resources: node.resources && resourcesPart(node.resources),
    trial: { componentId },
  }
}

/** The service takes no timeout below a minute. */
function limitsPart({ timeout, trial_timeout, ...counts }: SweepNode['limits']): JobBody {
  const floored = (value: number | string | undefined): number | string | undefined =>
    typeof value === 'number' && value > 0 ? Math.max(60, value) : value
  return { ...counts, timeout: floored(timeout), trial_timeout: floored(trial_timeout) }
}

/** Slack is a float, which counts in the hash of a component that holds the node. What the file leaves out is not sent. */
function terminationPart({ type, ...settings }: NonNullable<SweepNode['early_termination']>): JobBody {
  const slack = Object.entries(settings)
    .filter(([key]) => key.startsWith('slack_'))
    .map(([key, value]) => [key, new PythonFloat(value)] as const)
  return snakeCased({
    policyType: POLICIES[type],
    ...intervalsOf(type),
    ...settings,
    ...Object.fromEntries(slack),
  })
}
