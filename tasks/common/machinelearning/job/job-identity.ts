import { createHash } from 'node:crypto'
import type { Variables } from '../../host/host.ts'

/** The job property that holds the key of the step which submitted the job. */
export const KEY_PROPERTY = 'mlops.key'

/**
 * What makes a step the same step when it is run again: everything but the attempt. Two steps of one job, two legs of
 * a matrix, two stages of a release, two machines of a deployment group and two builds differ in it.
 */
export function stepKey(variables: Variables): string {
  const names = [
    'System.CollectionUri',
    'System.TeamProjectId',
    'System.DefinitionId',
    'Build.BuildId',
    'Release.ReleaseId',
    'Release.EnvironmentId',
    'System.JobIdentifier',
    'System.TaskInstanceName',
  ]
  const identity = [...names.map(name => variables.get(name) ?? ''), targetOf(variables)].join('\n')
  return createHash('sha256').update(identity).digest('hex')
}

/** A deployment group runs the same job on each of its machines; any other job may get another agent next time. */
const targetOf = (variables: Variables): string =>
  variables.get('Agent.DeploymentGroupId') ? (variables.get('Agent.MachineName') ?? '') : ''

/** The job names of one step, first to last: a second one is used only after the first failed or was cancelled. */
export function jobName(label: string, key: string, attempt: number): string {
  const readable = label
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const name = `${readable || 'job'}-${key.slice(0, 12)}`
  return attempt === 1 ? name : `${name}-${attempt}`
}
