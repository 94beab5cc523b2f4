import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import type { Job } from '../../../tasks/common/machinelearning/job/jobs.ts'
import { findJob } from '../../../tasks/common/machinelearning/job/jobs.ts'
import { followJob, followJobs } from '../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import { downloadOutputs } from '../../../tasks/common/machinelearning/run/results/download-outputs.ts'
import { headline, readTracking } from '../../../tasks/common/machinelearning/run/results/read-metrics.ts'
import { runTables } from '../../../tasks/common/machinelearning/run/results/run-tables.ts'
import type { Workspace } from '../../../tasks/common/machinelearning/workspace/workspace.ts'
import { folderPerTest } from '../../support/folder.ts'
import { loggingModule } from '../azure-ml/logging-by-rest.ts'
import { until } from '../azure/until.ts'
import { startWorkspace, type Json, type WorkspaceUnderTest } from '../azure-ml/workspace.ts'
import { libraryOver, type LibraryOverAzure } from './library-over-azure.ts'

const NO_LIMITS = { queueTimeoutInMinutes: undefined, runTimeoutInMinutes: undefined }

const TRIAL = `
import pathlib, sys
from logging_by_rest import log
print('tries', sys.argv[1], flush=True)
log('auc', float(sys.argv[1]) / 10)
pathlib.Path(sys.argv[2], 'model.txt').write_text(sys.argv[1])
`

describe('Following jobs that local Azure really runs', function () {
  this.timeout(180_000)
  const folder = folderPerTest()
  let azure: WorkspaceUnderTest
  let library: LibraryOverAzure
  let environmentId: string

  before(async () => {
    azure = await startWorkspace()
    environmentId = await azure.plainEnvironment()
  })
  after(() => azure.close())
  beforeEach(async () => (library = await libraryOver(azure.azure.description)))

  const submit = (name: string, properties: Json): Promise<Json> =>
    azure.ok('PUT', `/jobs/${name}`, { properties: { jobType: 'Command', environmentId, ...properties } })

  async function jobOf(workspace: Workspace, name: string): Promise<Job> {
    const job = await findJob(workspace, name)
    assert.ok(job, `there is no job ${name}`)
    return job
  }

  const follow = async (name: string): Promise<unknown> =>
    followJob(library.workspace, await jobOf(library.workspace, name), NO_LIMITS)

  function assertOnce(...expected: string[]): void {
    const { lines, text } = library.host.log
    for (const line of expected)
      assert.equal(lines.filter(printed => printed === line).length, 1, `${line} in\n${text}`)
  }

  it('a sweep: each trial under its number, the best one in the tables, its outputs brought home', async () => {
    const codeId = await azure.upload({ 'trial.py': TRIAL, 'logging_by_rest.py': loggingModule })
    await submit('tune', {
      jobType: 'Sweep',
      objective: { goal: 'Maximize', primaryMetric: 'auc' },
      samplingAlgorithm: { samplingAlgorithmType: 'Grid' },
      searchSpace: { depth: ['choice', [[1, 3, 2]]] },
      limits: { jobLimitsType: 'Sweep', maxTotalTrials: 3, maxConcurrentTrials: 2 },
      trial: {
        codeId,
        environmentId,
        command: 'python trial.py ${{search_space.depth}} ${{outputs.model}}',
      },
      outputs: { model: { jobOutputType: 'custom_model' } },
    })
    await follow('tune')
    assertOnce(
      'trial 0 | tries 1',
      'trial 1 | tries 3',
      'trial 2 | tries 2',
      'SECTION Trial 1: Completed',
      'SECTION Job tune: Completed',
    )
    assert.equal(library.host.log.progressSteps.at(-1)?.operation, '3 of 3 trials are done')
    const runs = await readTracking(library.workspace, 'tune')
    assert.deepEqual(headline(runs), { auc: 0.3 })
    assert.ok(runTables(runs).includes('| trial 1 (best) | Completed | 0.3 | 3 |'), runTables(runs))
    await downloadOutputs(library.workspace, 'tune', 'all', folder().path)
    const read = (name: string): string => fs.readFileSync(folder().at(name), 'utf8')
    assert.equal(read('named-outputs/model/model.txt'), '3')
    assert.equal(read('artifacts/trial 2/user_logs/std_log.txt'), 'tries 2\n')
  })

  it('a distributed job: every process under its rank', async () => {
    await submit('ranks', {
      command: 'echo I am $RANK',
      resources: { instanceCount: 2 },
      distribution: { distributionType: 'PyTorch', processCountPerInstance: 1 },
    })
    await follow('ranks')
    assertOnce('process_0 | I am 0', 'process_1 | I am 1')
  })

  it('a nested pipeline: every step under its whole path, and a step that is reused is marked', async () => {
    const component = async (name: string, spec: Json): Promise<string> => {
      const componentSpec = {
        name,
        version: '1',
        type: 'command',
        environment: `azureml:${environmentId}`,
        ...spec,
      }
      await azure.ok('PUT', `/components/${name}/versions/1`, { properties: { componentSpec } })
      return `${azure.id}/components/${name}/versions/1`
    }
    const says = await component('says', { command: 'echo says hello', is_deterministic: true })
    const inner = await component('inner', {
      type: 'pipeline',
      jobs: { deep: { type: 'command', componentId: says } },
    })
    const token = (await azure.azure.credential.getToken('https://ml.azure.com/.default')).token
    const jobs = { outer: { type: 'pipeline', componentId: inner } }
    for (const name of ['first', 'second']) {
      const answer = await azure.arm(
        'PUT',
        `/jobs/${name}`,
        { properties: { jobType: 'Pipeline', settings: { default_compute: 'serverless' }, jobs } },
        { 'x-azureml-token': token },
      )
      assert.equal(answer.status, 201, answer.text)
      await follow(name)
    }
    assertOnce('outer/deep | says hello', 'SECTION Job first: Completed', 'SECTION Job second: Completed')
    const reused = /^SECTION Step outer\/deep: Completed \(reused from an earlier run\)$/
    assert.equal(library.host.log.lines.filter(line => reused.test(line)).length, 1, library.host.log.text)
  })

  describe('whose logs misbehave: each line once, in order', () => {
    const command = 'for i in 1 2 3 4 5 6; do echo line $i; sleep 0.4; done'
    const LINES = [1, 2, 3, 4, 5, 6].map(i => `line ${i}`)

    for (const [what, rule] of [
      ['rotated', { kind: 'rotate', afterBytes: 7 }],
      ['renamed', { kind: 'rename', afterBytes: 7, name: 'user_logs/std_log_0.txt' }],
      ['late', { kind: 'late' }],
    ] as const) {
      it(what, async () => {
        await azure.azure.control('PUT', `/jobs/${what}/logs`, rule)
        await submit(what, { command })
        await follow(what)
        const printed = library.host.log.lines.filter(line => /line \d/.test(line))
        assert.deepEqual(
          printed.map(line => line.replace(/^.* \| /, '')),
          LINES,
        )
      })
    }

    it('cut off while it is read, refused for a while, and with a link that is over', async () => {
      const { faults } = azure.azure.world
      const at = { server: 'blob', method: 'GET', path: 'dcid\\.brittle/user_logs' } as const
      faults.add({ ...at, nth: 2, times: 2, effect: { kind: 'truncate', bytes: 18 } })
      faults.add({ ...at, nth: 5, times: 3, effect: { kind: 'status', status: 403 } })
      faults.add({ ...at, nth: 9, times: 1, effect: { kind: 'reset', when: 'before' } })
      await submit('brittle', { command })
      await follow('brittle')
      faults.clear()
      assert.deepEqual(
        library.host.log.lines.filter(line => /line \d/.test(line)),
        LINES,
      )
    })

    it('never there: the job is followed all the same', async () => {
      await azure.azure.control('PUT', '/jobs/mute/logs', { kind: 'never' })
      await submit('mute', { command: 'echo unheard' })
      await follow('mute')
      assertOnce('SECTION Job mute: Completed')
    })
  })

  it('a job that is NotResponding and then Paused goes on until it is clear', async () => {
    await submit('stalls', { command: `while [ ! -e ${folder().at('go')} ]; do sleep 0.05; done` })
    await azure.waitFor('stalls', 'Running')
    const following = follow('stalls')
    const { log } = library.host
    for (const status of ['NotResponding', 'Paused', null]) {
      const before = log.lines.length
      await azure.azure.control('PUT', '/jobs/stalls/status', { status })
      const line = `SECTION Job stalls: ${status ?? 'Running'}`
      await until(line, () => log.lines.slice(before).includes(line))
    }
    folder().write({ go: '' })
    await following
    assertOnce(
      'SECTION Job stalls: NotResponding',
      'SECTION Job stalls: Paused',
      'SECTION Job stalls: Completed',
    )
  })

  it('a job whose environment cannot be built: the end of the build is in the error', async () => {
    const condaFile = 'dependencies:\n  - python=3.11\n  - pip:\n      - no-such-package-here==9.9.9\n'
    await azure.ok('PUT', '/environments/broken/versions/1', { properties: { image: 'base', condaFile } })
    await submit('unbuilt', { command: 'true', environmentId: 'azureml:broken:1' })
    await assert.rejects(follow('unbuilt'), {
      message: /From the log of the image build:[^]*no-such-package-here/,
      remedy: /conda file/,
    })
  })

  it('two jobs at once, each under its name, and what they took', async () => {
    await submit('one', { command: 'echo from one' })
    await submit('two', { command: 'echo from two; exit 3' })
    const jobs = await Promise.all(['one', 'two'].map(name => jobOf(library.workspace, name)))
    const results = await followJobs(library.workspace, jobs, NO_LIMITS)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    )
    assertOnce('one | from one', 'two | from two')
    assert.match(library.host.log.text, /Compute serverless: \S+ node-hours used, at most 1 node/i)
  })
})
