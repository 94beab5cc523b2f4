import assert from 'node:assert/strict'
import type { JobBody } from '../../../../tasks/common/machinelearning/job/body.ts'
import { factsOf, submitJob } from '../../../../tasks/common/machinelearning/job/jobs.ts'
import { TOKENS } from '../../../support/fake-azure.ts'
import { fakeWorld } from '../../../support/fake-workspace.ts'

describe('submitting a job', () => {
  const cases: [what: string, body: JobBody, token: string | undefined][] = [
    ['a command job', { jobType: 'Command' }, undefined],
    ['one under its compute', { jobType: 'Command', identity: { identityType: 'Managed' } }, undefined],
    [
      'one under its user',
      { jobType: 'Command', identity: { identityType: 'UserIdentity' } },
      TOKENS.MachineLearning,
    ],
    [
      'a sweep under its user',
      { jobType: 'Sweep', identity: { identityType: 'UserIdentity' } },
      TOKENS.MachineLearning,
    ],
    ['a pipeline job', { jobType: 'Pipeline', identity: null }, TOKENS.MachineLearning],
  ]
  for (const [what, body, token] of cases) {
    it(`${what} brings ${token ? "the user's token for Azure ML" : 'no other token'}`, async () => {
      const world = fakeWorld()
      await submitJob(await world.workspace(), 'j', body)
      const [put] = world.wire.sent('PUT', /\/jobs\/j\?/)
      assert.equal(put?.headers['x-azureml-token'], token)
      assert.equal(put?.headers['authorization'], `Bearer ${TOKENS.ResourceManager}`)
    })
  }
})

describe('what a job itself tells', () => {
  it('are the outputs that its author named', () => {
    const properties = { jobType: 'Pipeline', status: 'Running', outputs: { model: {}, default: {} } }
    assert.deepEqual(factsOf({ name: 'j', properties }), { isPipeline: true, outputs: ['model'] })
  })
})
