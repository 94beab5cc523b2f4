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

describe('the api-version of a submission', () => {
  const [stable, command, sweep] = ['2025-12-01', '2025-01-01-preview', '2024-01-01-preview']
  const ray = { distribution: { distributionType: 'Ray' } }
  const cases: [what: string, body: JobBody, version: string][] = [
    ['a command job', { jobType: 'Command', queueSettings: { jobTier: 'Spot' }, resources: {} }, stable],
    ['a job on Ray', { jobType: 'Command', ...ray }, command],
    ['a job with a priority', { jobType: 'Command', queueSettings: { priority: 3 } }, command],
    ['a job in one of several regions', { jobType: 'Command', resources: { locations: ['a'] } }, command],
    ['a job below another', { jobType: 'Command', parentJobName: 'above' }, command],
    ['an output with a version', { jobType: 'Command', outputs: { m: { assetVersion: '3' } } }, command],
    ['a sweep', { jobType: 'Sweep', samplingAlgorithm: { samplingAlgorithmType: 'Random' } }, stable],
    ['a sweep of jobs on Ray', { jobType: 'Sweep', trial: ray }, sweep],
    [
      'a sweep with a base of its logarithms',
      { jobType: 'Sweep', samplingAlgorithm: { logbase: 10 } },
      sweep,
    ],
    ['a sweep with resources', { jobType: 'Sweep', resources: { instanceCount: 2 } }, sweep],
    ['a pipeline', { jobType: 'Pipeline', jobs: {} }, stable],
  ]
  for (const [what, body, version] of cases) {
    it(`of ${what} is ${version}: the stable one does not know every setting`, async () => {
      const world = fakeWorld()
      await submitJob(await world.workspace(), 'j', body)
      const [put] = world.wire.sent('PUT', /\/jobs\/j\?/)
      assert.equal(put?.url.searchParams.get('api-version'), version)
    })
  }
})

describe('what a job itself tells', () => {
  it('are the outputs that its author named', () => {
    const properties = { jobType: 'Pipeline', status: 'Running', outputs: { model: {}, default: {} } }
    assert.deepEqual(factsOf({ name: 'j', properties }), { isPipeline: true, outputs: ['model'] })
  })
})
