import assert from 'node:assert/strict'
import { readBuildOutput } from '../../../tasks/common/handoff/read-build-output.ts'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { failureOf, said, tagsOf, verdictOf, versionsIn } from './gate-world.ts'

describe('the gate, reading metrics', () => {
  const folder = folderPerTest()
  const given = (values: readonly (number | undefined)[], inputs: Readonly<Record<string, string>> = {}) =>
    versionsIn(folder(), values, inputs)

  describe('where numbers come from', () => {
    it('takes a metric from the tags of a model whose job is gone, and says so', async () => {
      const world = given([0.7, 0.8])
      world.deploy({ 'blue=1': 100 })
      delete world.runs['job-1']
      tagsOf(world, '1')['roc_auc'] = '0.85'
      assert.equal(await verdictOf(world), 'rejected')
      assert.match(said(world), /roc_auc of chd-risk:1 is 0\.85 by its tag: job job-1, .* is gone/)
      assert.match(said(world), /0\.8 is not more than 0\.85/)
    })

    it('takes the candidate’s from its tags too, but rather from its job', async () => {
      const threshold = { gateBaseline: 'none', gateThreshold: '0.5' }
      const tagged = given([undefined], threshold)
      tagsOf(tagged, '1')['roc_auc'] = '0.6'
      assert.equal(await verdictOf(tagged), 'accepted')
      const both = given([0.4], threshold)
      tagsOf(both, '1')['roc_auc'] = '0.6'
      assert.equal(await verdictOf(both), 'rejected')
    })

    for (const text of ['good', '', '0,7', '0x1'])
      it(`takes a tag "${text}" for no number`, async () => {
        const world = given([undefined], { gateBaseline: 'none', gateThreshold: '0' })
        tagsOf(world, '1')['roc_auc'] = text
        assert.match(await failureOf(world), /has no such metric \(gateMissingMetric: fail\)/)
      })

    const notNumbers: [wire: string | null, says: RegExp][] = [
      ['NaN', /that of chd-risk:1 is NaN \(gateMissingMetric: fail\)/],
      ['Infinity', /that of chd-risk:1 is Infinity/],
      [null, /that of chd-risk:1 is NaN/],
      ['', /that of chd-risk:1 is NaN/],
    ]
    for (const [wire, says] of notNumbers)
      it(`cannot tell where the wire has ${JSON.stringify(wire)} for a number`, async () => {
        const world = given([0.7], { gateGoal: 'minimize', gateBaseline: 'none', gateThreshold: '1' })
        world.runs['job-1'] = { roc_auc: wire }
        assert.match(await failureOf(world), says)
      })

    it('fails, and does not pass, where Azure refuses to tell the metrics of the baseline', async () => {
      const world = given([0.7, 0.8], { gateUnreadableBaseline: 'accept' })
      world.deploy({ 'blue=1': 100 })
      world.azure.wire.on('GET', /runs\/get\?run_id=job-1/, failure(403, 'Forbidden', 'No right to read.'))
      assert.match(await failureOf(world), /Reading the metrics[^]*No right to read/)
      assert.equal(world.builds.length, 0)
    })
  })

  describe('by several rules', () => {
    const gateRules =
      '- metric: roc_auc\n- {metric: log_loss, goal: minimize, baseline: best, baselineCount: 2}\n- {metric: roc_auc, margin: -10%}'
    const rules = { gateMetric: '', gateRules }

    it('prints each with its numbers, reads each baseline once, and tells all in hand-off and summary', async () => {
      const world = given([0.7, 0.9, 0.8], rules)
      world.deploy({ 'blue=1': 100 })
      Object.assign(world.runs['job-1'] ?? {}, { log_loss: 0.5 })
      Object.assign(world.runs['job-2'] ?? {}, { log_loss: 0.6 })
      Object.assign(world.runs['job-3'] ?? {}, { log_loss: 0.4 })
      assert.equal(await verdictOf(world), 'accepted')
      const texts = [
        'roc_auc: 0.8 is more than 0.7 (0.7 of chd-risk:1): yes',
        'log_loss: 0.4 is less than 0.5 (0.5 of chd-risk:1, the best of 2): yes',
        'roc_auc: 0.8 is more than 0.63 (0.7 of chd-risk:1, worse by less than 10 %): yes',
      ]
      for (const text of texts) assert.ok(said(world).includes(text), text)
      const { gate } = await readBuildOutput(folder().at('mlops/build-pipeline-output-vars.json'))
      const {
        verdict,
        baseline,
        rules: told,
      } = gate as {
        verdict: string
        baseline: string
        rules: { text: string }[]
      }
      assert.deepEqual([verdict, baseline, told.map(({ text }) => text)], ['accepted', 'chd-risk:1', texts])
      const [summary = ''] = Object.values(world.azure.host.summaries)
      assert.match(summary, /\| roc\\_auc \| 0\.8 \| 0\.7 \| yes \| chd-risk:1 \|/)
      assert.match(summary, /\| log\\_loss \| 0\.4 \| 0\.5 \| yes \| chd-risk:1 \|/)
      assert.equal(world.azure.wire.sent('GET', /onlineEndpoints\/chd\?/).length, 1)
    })

    it('takes the metric of each from the tags where the job has neither', async () => {
      const two =
        '- {metric: a, baseline: version, baselineVersion: 1}\n- {metric: b, baseline: version, baselineVersion: 1}'
      const world = given([0.7, 0.8], { gateMetric: '', gateRules: two })
      Object.assign(tagsOf(world, '1'), { a: '1', b: '2' })
      Object.assign(tagsOf(world, '2'), { a: '1.5', b: '2.5' })
      assert.equal(await verdictOf(world), 'accepted')
      assert.match(said(world), /a: 1\.5 is more than 1 \(1 of chd-risk:1\): yes/)
      assert.match(said(world), /b: 2\.5 is more than 2 \(2 of chd-risk:1\): yes/)
    })

    it('names in the warning only what stood against the model', async () => {
      const world = given([0.7, 0.8], { ...rules, gateRejected: 'warn' })
      Object.assign(world.runs['job-1'] ?? {}, { log_loss: 0.5 })
      Object.assign(world.runs['job-2'] ?? {}, { log_loss: 0.6 })
      assert.equal(await verdictOf(world), 'rejected')
      const [warning = ''] = world.azure.host.log.warnings
      assert.match(warning, /rejects chd-risk:2: log_loss: 0\.6 is not less than 0\.5/)
      assert.doesNotMatch(warning, /roc_auc/)
    })
  })
})
