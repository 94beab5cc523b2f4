import assert from 'node:assert/strict'
import { readBuildOutput } from '../../../tasks/common/handoff/read-build-output.ts'
import { explain } from '../../../tasks/common/host/report.ts'
import { folderPerTest } from '../../support/folder.ts'
import { ContainerizeWorld } from './world.ts'

type Policy = 'accept' | 'reject' | 'fail'

describe('the verdict of the gate', () => {
  const folder = folderPerTest()
  /** Version 1 serves, version 2 is the candidate, as the hand-off names it. */
  function given(inputs: Readonly<Record<string, string>> = {}, serving = 0.7, candidate = 0.8) {
    const world = new ContainerizeWorld(folder(), inputs)
    world.register('1', serving)
    world.register('2', candidate)
    world.deploy({ 'blue=1': 100 })
    world.handOff('2')
    return world
  }
  const ending = (world: ContainerizeWorld): Promise<string> =>
    world.run().then(
      ({ result, message }) => `${result}: ${message}`,
      (reason: unknown) => `Failed: ${explain(reason).join('\n')}`,
    )
  const told = async (world: ContainerizeWorld) => {
    const output = await readBuildOutput(folder().at('mlops/build-pipeline-output-vars.json'))
    const { gateVerdict, deployModel } = world.azure.host.outputValues
    const { tags } = world.models['2'] as { tags: Record<string, string> }
    const [summary = ''] = Object.values(world.azure.host.summaries)
    return {
      outputs: [gateVerdict, deployModel],
      handoff: [(output.gate as { verdict: string }).verdict, output.deploy_model_bool],
      summary: /^## Model chd-risk:2: (.*)$/m.exec(summary)?.[1],
      tag: tags['mlops.gate'],
      built: world.builds.length,
    }
  }
  const accepted = {
    outputs: ['accepted', 'true'],
    handoff: ['accepted', true],
    summary: 'accepted',
    tag: 'accepted',
    built: 1,
  }
  const rejected = {
    outputs: ['rejected', 'false'],
    handoff: ['rejected', false],
    summary: 'rejected',
    tag: 'rejected',
    built: 0,
  }
  const notJudged = {
    outputs: ['failed', 'false'],
    handoff: ['failed', false],
    summary: 'not judged',
    tag: undefined,
    built: 0,
  }
  const outcomes = { accept: accepted, reject: rejected, fail: notJudged }

  const lacks: [policy: string, what: string, lack: (world: ContainerizeWorld) => void, says: string][] = [
    [
      'gateMissingMetric',
      'the candidate has no such metric',
      world => (world.runs['job-2'] = {}),
      'chd-risk:2 has no such metric',
    ],
    [
      'gateMissingMetric',
      'the candidate’s metric is NaN',
      world => (world.runs['job-2'] = { roc_auc: 'NaN' }),
      'that of chd-risk:2 is NaN',
    ],
    [
      'gateMissingMetric',
      'the candidate’s own job was deleted',
      world => delete world.runs['job-2'],
      'chd-risk:2 has no such metric, since job job-2, which made chd-risk:2, is gone',
    ],
    [
      'gateMissingBaseline',
      'there is no endpoint',
      world => (world.deployed = undefined),
      'there is no endpoint chd yet',
    ],
    [
      'gateUnreadableBaseline',
      'the job of the deployed model was deleted',
      world => delete world.runs['job-1'],
      'chd-risk:1 has no such metric, since job job-1, which made chd-risk:1, is gone',
    ],
    [
      'gateUnreadableBaseline',
      'the run of the deployed model is marked as deleted',
      world => world.deletedRuns.add('job-1'),
      'chd-risk:1 has no such metric, since job job-1, which made chd-risk:1, is gone',
    ],
    [
      'gateUnreadableBaseline',
      'the deployed model’s metric is NaN',
      world => (world.runs['job-1'] = { roc_auc: 'NaN' }),
      'that of chd-risk:1 is NaN',
    ],
    [
      'gateUnreadableBaseline',
      'the deployed model is no longer registered',
      world => delete world.models['1'],
      'chd-risk:1 is no longer in the registry',
    ],
  ]
  for (const [input, what, lack, says] of lacks)
    for (const policy of ['accept', 'reject', 'fail'] as Policy[])
      it(`where ${what} and ${input} is ${policy}: ${outcomes[policy].summary}, and says why`, async () => {
        const world = given({ [input]: policy })
        lack(world)
        const end = await ending(world)
        assert.match(end, policy === 'fail' ? /^Failed: The gate cannot judge chd-risk:2/ : /^Succeeded: /)
        const words = { accept: 'yes', reject: 'no', fail: 'cannot tell' }
        assert.ok(world.azure.host.log.text.includes(`${says} (${input}: ${policy}): ${words[policy]}`))
        assert.deepEqual(await told(world), outcomes[policy])
      })

  const choices: [gateRejected: string, end: RegExp][] = [
    ['skip', /^Succeeded: The gate rejects chd-risk:2: roc_auc: 0\.6 is not more than 0\.7/],
    ['warn', /^SucceededWithIssues: The gate rejects chd-risk:2/],
    ['fail', /^Failed: The gate rejects chd-risk:2[^]*What to do: /],
  ]
  for (const [gateRejected, end] of choices)
    it(`where it is no and gateRejected is ${gateRejected}: builds nothing and tells the release`, async () => {
      const world = given({ gateRejected }, 0.7, 0.6)
      assert.match(await ending(world), end)
      assert.deepEqual(await told(world), rejected)
    })

  it('is told, and tagged on the model, although its image cannot be built', async () => {
    const world = given()
    world.course = [{ status: 'Failed', log: 'Step 2/20 : FROM x\nno\n', error: 'failed during run' }]
    assert.match(await ending(world), /^Failed: Build/)
    assert.equal(world.azure.host.outputValues['gateVerdict'], 'accepted')
    assert.equal((world.models['2']?.['tags'] as Record<string, string>)['mlops.gate'], 'accepted')
  })

  it('is only printed where everything is only validated', async () => {
    const world = given({ validateOnly: 'true' }, 0.7, 0.6)
    assert.match(await ending(world), /^Succeeded: The gate would say rejected; .*nothing was written/)
    assert.match(world.azure.host.log.text, /0\.6 is not more than 0\.7 \(0\.7 of chd-risk:1\): no/)
    assert.deepEqual(world.azure.host.outputValues, {})
  })
})

describe('the candidate of the gate', () => {
  const folder = folderPerTest()
  const world = (inputs: Readonly<Record<string, string>> = {}) =>
    new ContainerizeWorld(folder(), { gateBaseline: 'none', gateThreshold: '0', ...inputs })

  it('is told with the reason why it is that version, and with its job', async () => {
    const ways: [inputs: Record<string, string>, says: RegExp][] = [
      [{}, /Candidate: chd-risk:2, as the hand-off names it, made by job job-2\./],
      [{ modelVersion: '1' }, /Candidate: chd-risk:1, as modelVersion names it, made by job job-1\./],
      [{ modelVersion: 'latest' }, /Candidate: chd-risk:10, the newest version, made by job job-10\./],
    ]
    for (const [inputs, says] of ways) {
      const one = world(inputs)
      for (const version of ['1', '2', '9', '10']) one.register(version, 0.7)
      one.handOff('2')
      await one.run()
      assert.match(one.azure.host.log.text, says)
    }
  })

  it('is refused where another job made what bears the handed-off name here', async () => {
    const elsewhere = world()
    elsewhere.register('2', 0.7)
    elsewhere.handOff('2')
    Object.assign(elsewhere.models['2'] ?? {}, { jobName: 'job-of-another-workspace' })
    await assert.rejects(elsewhere.run(), (error: unknown) => {
      const text = explain(error).join('\n')
      assert.match(text, /chd-risk:2 is not the model that was handed off/)
      assert.match(text, /names job job-2, but .* job job-of-another-workspace made chd-risk:2/)
      assert.match(text, /What to do: /)
      return true
    })
    assert.equal(elsewhere.azure.wire.sent('PUT', /./).length, 0)
  })

  it('is taken where only its tag names the job', async () => {
    const tagged = world()
    tagged.register('2', 0.7)
    tagged.handOff('2')
    Object.assign(tagged.models['2'] ?? {}, { jobName: null, tags: { 'mlops.run': 'job-2' } })
    assert.equal((await tagged.run()).result, 'Succeeded')
  })
})
