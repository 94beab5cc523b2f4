import assert from 'node:assert/strict'

import type { HostType } from '../../../local/agent/job/context.ts'
import { systemVariables } from '../../../local/agent/job/predefined.ts'

describe('The name of the definition', () => {
  const value = (hostType: HostType, name: string): string | undefined =>
    systemVariables({
      hostType,
      collection: {
        uri: 'https://localhost/mlops/',
        accessToken: 't',
        projectId: 'p',
        planId: 'l',
        jobId: 'j',
      },
      stageName: '__default',
      stageDisplayName: 'Stage',
      jobName: 'Job',
      jobDisplayName: 'Job',
      leg: undefined,
      legPosition: { index: 1, total: 1 },
      jobAttempt: 1,
      stageAttempt: 1,
      definition: { id: 1, name: 'nightly ##vso[task.complete]' },
      startedAt: new Date(0),
      timelineId: 't',
    }).find(variable => variable.name === name)?.value

  it('is told to a build by both of its variables, and cannot speak to the agent', () => {
    assert.equal(value('build', 'build.definitionName'), 'nightly **vso[task.complete]')
    assert.equal(value('build', 'system.definitionName'), 'nightly **vso[task.complete]')
  })

  it('is no variable of a build in a release', () => {
    assert.equal(value('release', 'build.definitionName'), undefined)
  })
})
