import assert from 'node:assert/strict'
import { findOrStart } from '../../local/azure/process.ts'
import { localRun, makeStateFolder, resetState } from './support/local-run.ts'
import { readWorkspace } from './support/read-azure.ts'

interface Listed {
  value: { name: string; properties: { status: string } }[]
}

const file = 'test/bundle/fixtures/tiny/azure-pipelines.yml'

describe('A local run of a pipeline with the bundled tasks', function () {
  this.timeout(600_000) // real environments: the first one is downloaded

  let state: string

  beforeEach(() => (state = makeStateFolder()))
  afterEach(() => resetState(state))

  const list = async (kind: string): Promise<Listed['value']> =>
    (await readWorkspace<Listed>(await findOrStart({ stateDirectory: state }), kind)).value

  it('leaves the job Canceled when the run is cancelled in the middle of training', async () => {
    const cancelled = await localRun({
      state,
      file,
      args: ['--keep', '--var', 'word=wait'],
      interrupt: { when: 'hello wait', signal: 'SIGINT' },
    })
    assert.equal(cancelled.exitCode, 1, cancelled.text)
    assert.equal(cancelled.summary?.result, 'Canceled')
    assert.deepEqual(
      (await list('jobs')).map(({ properties }) => properties.status),
      ['Canceled'],
    )
  })

  it('follows the same job after its agent was killed, and registers one model', async () => {
    const killed = await localRun({
      state,
      file,
      args: ['--keep', '--var', 'word=patience'],
      interrupt: { when: 'hello patience', signal: 'SIGKILL' },
    })
    assert.equal(killed.signal, 'SIGKILL')
    const again = await localRun({ state, args: ['--keep', '--rerun'] })
    assert.equal(again.exitCode, 0, again.text)
    const jobs = await list('jobs')
    assert.equal(jobs.length, 1)
    assert.equal(again.step('train').outputs['jobName'], jobs[0]?.name)
    assert.deepEqual(
      (await list('models/tiny/versions')).map(({ name }) => name),
      ['1'],
    )
  })

  it('ends with 1 when a step fails, and tells why in its log', async () => {
    const failed = await localRun({ state, file, args: ['--var', 'word=fail'] })
    assert.equal(failed.exitCode, 1)
    assert.equal(failed.step('train').result, 'Failed')
    assert.match(failed.text, /the data is no good/)
  })
})
