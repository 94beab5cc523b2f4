import { TaskError } from '../../common/errors.ts'
import type { Difference } from '../../common/machinelearning/compute/cluster-differences.ts'
import type { ClusterSpec } from '../../common/machinelearning/compute/cluster.ts'
import {
  isEssential,
  type ClusterPlan,
  type WhenExists,
} from '../../common/machinelearning/compute/plan-cluster.ts'

export type Acting = Exclude<ClusterPlan, { action: 'refuse' }>
type Refusal = Extract<ClusterPlan, { action: 'refuse' }>

/** The plan, where it can be carried out. @throws TaskError that says how to go on */
export function accepted(plan: ClusterPlan, spec: ClusterSpec, whenExists: WhenExists): Acting {
  if (plan.action !== 'refuse') return plan
  throw REFUSALS[plan.why](plan, spec, whenExists)
}

const REFUSALS: Readonly<
  Record<Refusal['why'], (plan: Refusal, spec: ClusterSpec, whenExists: WhenExists) => TaskError>
> = {
  exists: (_plan, { name }) =>
    new TaskError(`Compute cluster ${name} exists already.`, {
      remedy: "Choose another name, or set whenExists to 'reuse' or 'update'.",
    }),
  otherType: (_plan, { name }) =>
    new TaskError(`The compute ${name} exists and is no cluster.`, {
      remedy: 'Choose another name, or delete that compute in the studio.',
    }),
  unchangeable: ({ differences }, { name }, whenExists) =>
    new TaskError(
      `Compute cluster ${name} differs in what Azure cannot change: ${lasting(differences, whenExists)}.`,
      {
        remedy: `Ask for what is there, give the new cluster another name, or delete the old one first, when no job runs on it (az ml compute delete --name ${name}).`,
      },
    ),
  fewerNodes: ({ differences }, { name, minInstances }) =>
    new TaskError(`Compute cluster ${name} does not keep ${minInstances} node(s): ${kept(differences)}.`, {
      remedy: "Set whenExists to 'update', which changes its scaling in place; or lower minInstances.",
    }),
  unknownSecret: (_plan, { name }) =>
    new TaskError(`Compute cluster ${name} has an SSH account whose key Azure does not tell.`, {
      cause:
        'Its identity, description and tags are changed by writing the whole cluster again, and the account without its key might be locked out.',
      remedy:
        'Give the account as it was made (sshAdminUserName and sshPublicKey, or ssh_settings in the compute file); or leave out what differs.',
    }),
}

function lasting(differences: readonly Difference[], whenExists: WhenExists): string {
  const counts = whenExists === 'reuse' ? isEssential : ({ change }: Difference) => change === 'never'
  const found = differences.filter(counts)
  const all = found.length > 0 ? found : differences.filter(({ change }) => change === 'never')
  return all.map(described).join('; ')
}

const kept = (differences: readonly Difference[]): string =>
  differences
    .filter(({ field }) => field === 'minInstances')
    .map(described)
    .join('; ')

const described = ({ field, is, asked }: Difference): string => `${field} is ${is}, asked for ${asked}`
