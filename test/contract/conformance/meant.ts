import type { Difference } from './differences.ts'

/** A difference from the official client that is meant, with its reason. */
export interface MeantDifference {
  readonly at: RegExp
  readonly theirs?: unknown
  /** What ours must be, by theirs. */
  readonly ours?: (theirs: unknown) => unknown
  readonly reason: string
}

const capitalized = (theirs: unknown): string =>
  String(theirs).replace(/^[a-z]/, letter => letter.toUpperCase())

/** At most ten, and none in inputs, outputs, command, environment or a component's body: the test sees to it. */
export const MEANT: readonly MeantDifference[] = [
  {
    at: /^sent > PUT WORKSPACE\/jobs\/JOB > properties > displayName$/,
    theirs: 'JOB',
    reason: 'The client repeats the random job name as display name; the task names the job after the build.',
  },
  {
    at: /^sent > PUT WORKSPACE\/jobs\/JOB > properties > experimentName$/,
    theirs: 'EXPERIMENT',
    reason: 'The client names the experiment after the current folder; the task after the pipeline.',
  },
  {
    at: /^sent > PUT WORKSPACE\/codes\/[^/]+\/versions\/1 > properties > properties > hash_version$/,
    theirs: 202208,
    reason: 'Properties are text in the schema of the service; the client sends a number.',
  },
  {
    at: /^sent > PUT WORKSPACE\/jobs\/JOB > properties > componentId$/,
    theirs: 'inner_pipeline:2',
    reason: 'The client forgets to make an ARM id of a registered component; the service reads nothing else.',
  },
  {
    at: /^sent > PUT WORKSPACE\/jobs\/JOB > properties > jobs > [^>]+ > training_parameters > log_(training_metrics|validation_loss)$/,
    reason: 'The client sends the Python name of its own enumeration (LogTrainingMetrics.ENABLE).',
  },
  {
    at: /^sent > PUT WORKSPACE\/onlineEndpoints\/[^/]+ > properties > traffic > \w+$/,
    reason:
      'A new deployment gets traffic from the roll-out, once it is tested; an endpoint is made without.',
  },
  {
    at: /^sent > PUT WORKSPACE\/onlineEndpoints\/[^/]+ > properties > publicNetworkAccess$/,
    ours: capitalized,
    reason: 'The client sends lower case; the schema of the service has Enabled and Disabled.',
  },
  {
    at: /^sent > PUT WORKSPACE\/onlineEndpoints\/.+ > properties > (egressPublicNetworkAccess|dataCollector > .*(dataCollectionMode|rollingRate))$/,
    ours: capitalized,
    reason: 'The client sends lower case; the schema of the service has Enabled, Disabled, Hour and Day.',
  },
  {
    at: /^sent > PUT WORKSPACE\/onlineEndpoints\/.+ > properties > environmentVariables > \w+$/,
    ours: String,
    reason:
      'Variables of a deployment are text in the schema of the service; the client sends numbers and booleans.',
  },
]

export const isMeant = (difference: Difference): MeantDifference | undefined =>
  MEANT.find(
    ({ at, theirs, ours }) =>
      at.test(difference.at) &&
      (theirs === undefined || theirs === difference.theirs) &&
      (ours === undefined || ours(difference.theirs) === difference.ours),
  )
