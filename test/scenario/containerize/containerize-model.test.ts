import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { finishBuild } from '../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/image/finish-build.ts'
import type { BuildOutput } from '../../../tasks/common/handoff/build-output.ts'
import { readBuildOutput } from '../../../tasks/common/handoff/read-build-output.ts'
import { explain } from '../../../tasks/common/host/report.ts'
import { bodyOf, failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { ContainerizeWorld, DIGEST } from './world.ts'

const HANDOFF = 'mlops/build-pipeline-output-vars.json'

describe('containerizing a model', () => {
  const folder = folderPerTest()

  /** Version 2 was just trained and handed off; version 1 serves. */
  function given(
    candidate: number | undefined,
    serving?: number,
    inputs: Record<string, string> = {},
  ): ContainerizeWorld {
    const world = new ContainerizeWorld(folder(), inputs)
    if (serving !== undefined) {
      world.register('1', serving)
      world.deploy({ 'blue=1': 100 })
    }
    world.register('2', candidate)
    world.handOff('2')
    return world
  }
  const handoff = (): Promise<BuildOutput> => readBuildOutput(folder().at(HANDOFF))
  const outputs = (world: ContainerizeWorld) => world.azure.host.outputValues
  const failureOf = async (world: ContainerizeWorld): Promise<string> => {
    const error: unknown = await world.run().then(
      outcome => assert.fail(`it ended as ${outcome.result}`),
      (reason: unknown) => reason,
    )
    return explain(error).join('\n')
  }

  describe('that is better than the one that serves', () => {
    it('builds its image, and tells digest, reference and verdict', async () => {
      const world = given(0.8, 0.7)
      const outcome = await world.run()
      assert.equal(outcome.result, 'Succeeded')
      assert.equal(outputs(world)['deployModel'], 'true')
      assert.equal(outputs(world)['gateVerdict'], 'accepted')
      assert.equal(outputs(world)['imageDigest'], DIGEST)
      assert.equal(outputs(world)['imageReference'], `registry.example/chd-risk@${DIGEST}`)
      assert.equal(outputs(world)['modelName'], 'chd-risk')
      assert.equal(outputs(world)['modelVersion'], '2')
      assert.match(world.azure.host.log.text, /roc_auc: 0\.8 is more than 0\.7 \(0\.7 of chd-risk:1\): yes/)
    })

    it('asks the registry for a build with its key and the number of the run as tags, dates by arguments', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      const request = bodyOf<Record<string, unknown>>(world.builds[0]!)
      const names = request['imageNames'] as string[]
      assert.match(names[0] ?? '', /^chd-risk:mlops-[0-9a-f]{24}$/)
      assert.equal(names[1], 'chd-risk:20261123.1')
      assert.equal(request['type'], 'DockerBuildRequest')
      assert.equal(request['sourceLocation'], 'source/context.tar.gz')
      assert.deepEqual(
        (request['arguments'] as { name: string }[]).map(({ name }) => name),
        ['MLOPS_CREATED', 'MLOPS_REVISION', 'MLOPS_VERSION', 'MLOPS_SOURCE'],
      )
      assert.ok(world.blobs.keys.includes('source/context.tar.gz'))
    })

    it('prints the log of the build while it grows', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      assert.match(
        world.azure.host.log.text,
        /Build ca1: Running[^]*build \| Step 2\/20 : FROM x[^]*Build ca1: Succeeded/,
      )
    })

    it('completes the hand-off of the training step', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      const output = await handoff()
      assert.equal(output.deploy_model_bool, true)
      assert.equal(output.image_reference, `registry.example/chd-risk@${DIGEST}`)
      assert.equal(output.image_id, DIGEST)
      assert.match(output.image_name ?? '', /^chd-risk:mlops-/)
      assert.equal(output.model_version, '2')
      assert.equal(output.job_name, 'job-2')
      assert.deepEqual(output.metrics, { roc_auc: 0.8 })
      const gate = output.gate as { verdict: string; baseline: string; rules: { text: string }[] }
      assert.equal(gate.verdict, 'accepted')
      assert.equal(gate.baseline, 'chd-risk:1')
      assert.match(gate.rules[0]?.text ?? '', /^roc_auc: /)
    })

    it('tags the model, changes nothing else of it, and sends nothing that Azure only answers', async () => {
      const world = given(0.8, 0.7)
      const before = { ...world.models['2'] }
      await world.run()
      const { modelUri, modelType, jobName, stage } = before
      assert.deepEqual(world.models['2'], {
        modelUri,
        modelType,
        jobName,
        stage,
        tags: { kept: 'yes', 'mlops.gate': 'accepted', 'mlops.imageDigest': DIGEST },
      })
    })

    it('registers an environment for the image, with the routes of the server, once', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      const [[place, body]] = Object.entries(world.environments) as [
        [string, { properties: Record<string, unknown> }],
      ]
      assert.match(place, /\/environments\/chd-risk\/versions\/d{24}$/)
      assert.equal(body.properties['image'], `registry.example/chd-risk@${DIGEST}`)
      assert.deepEqual(body.properties['inferenceConfig'], {
        livenessRoute: { path: '/?liveness', port: 5001 },
        readinessRoute: { path: '/?readiness', port: 5001 },
        scoringRoute: { path: '/score', port: 5001 },
      })
      await world.run()
      assert.equal(world.azure.wire.sent('PUT', /\/environments\//).length, 1)
    })

    it('builds nothing the second time, and says so', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      const first = await handoff()
      const outcome = await world.run()
      assert.equal(world.builds.length, 1)
      assert.match(outcome.message, /reused/)
      assert.match(world.azure.host.log.text, /is there already: nothing changed, nothing is built/)
      assert.deepEqual(await handoff(), first)
    })

    it('builds again when a byte of the code changed', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      folder().write({ 'code/score.py': 'def init(): ...\n' })
      await world.run()
      assert.equal(world.builds.length, 2)
    })

    it('leaves nothing of the model on the agent', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      assert.deepEqual(fs.readdirSync(folder().path).sort(), ['code', 'conda.yml', 'mlops'])
    })

    it('shows the verdict in the summary', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      const [summary = ''] = Object.values(world.azure.host.summaries)
      assert.match(summary, /chd-risk:2: accepted/)
      assert.match(summary, /\| roc\\_auc \| 0\.8 \| 0\.7 \| yes \|/)
    })

    it('shows neither the upload link nor the log link', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      for (const secret of ['upload-signature', 'log-signature'])
        assert.ok(world.azure.host.masked.includes(secret), secret)
    })
  })

  describe('that is not better', () => {
    for (const [what, candidate] of [
      ['worse', 0.6],
      ['a tie', 0.7],
    ] as const) {
      it(`(${what}) builds nothing and succeeds, with deployModel false`, async () => {
        const world = given(candidate, 0.7)
        assert.equal((await world.run()).result, 'Succeeded')
        assert.equal(world.builds.length, 0)
        assert.equal(outputs(world)['deployModel'], 'false')
        assert.equal(outputs(world)['gateVerdict'], 'rejected')
        assert.equal(outputs(world)['imageReference'], undefined)
        const output = await handoff()
        assert.equal(output.deploy_model_bool, false)
        assert.equal(output.image_reference, null)
        assert.deepEqual(world.models['2']?.['tags'], { kept: 'yes', 'mlops.gate': 'rejected' })
      })
    }

    it('ends with a warning by choice', async () => {
      const world = given(0.6, 0.7, { gateRejected: 'warn' })
      assert.equal((await world.run()).result, 'SucceededWithIssues')
      assert.match(world.azure.host.log.warnings.join(), /rejects chd-risk:2[^]*0\.6 is not more than 0\.7/)
    })

    it('fails by choice, and still tells the release not to deploy', async () => {
      const world = given(0.6, 0.7, { gateRejected: 'fail' })
      assert.match(await failureOf(world), /rejects chd-risk:2[^]*What to do: /)
      assert.equal((await handoff()).deploy_model_bool, false)
    })

    it('forgets the image of an earlier run in the hand-off', async () => {
      const world = given(0.8, 0.7)
      await world.run()
      world.runs['job-2'] = { roc_auc: 0.5 }
      await world.run()
      const output = await handoff()
      assert.deepEqual(
        [output.image_name, output.image_digest, output.deploy_model_bool],
        [null, null, false],
      )
    })

    it('counts as good enough within a negative margin', async () =>
      assert.match((await given(0.69, 0.7, { gateMargin: '-2%' }).run()).message, /is in image/))
  })

  describe('with nothing to compare to', () => {
    it('accepts the first model of an endpoint that is not there yet, and says why', async () => {
      const world = given(0.6)
      await world.run()
      assert.equal(outputs(world)['deployModel'], 'true')
      assert.match(world.azure.host.log.text, /there is no endpoint chd yet \(gateMissingBaseline: accept\)/)
    })

    it('compares with the deployment that gets most of the traffic', async () => {
      const world = given(0.75, 0.7)
      world.register('0', 0.8)
      world.deploy({ 'blue=1': 10, 'green=0': 90 })
      assert.match((await world.run()).message, /0\.75 is not more than 0\.8 \(0\.8 of chd-risk:0\)/)
    })

    it('fails where the run of the deployed model is gone, naming it, and would accept by choice', async () => {
      const world = given(0.8, 0.7)
      delete world.runs['job-1']
      assert.match(
        await failureOf(world),
        /job job-1, which made chd-risk:1, is gone \(gateUnreadableBaseline: fail\)/,
      )
      const tolerant = given(0.8, 0.7, { gateUnreadableBaseline: 'accept' })
      delete tolerant.runs['job-1']
      assert.equal((await tolerant.run()).result, 'Succeeded')
    })

    it('fails where the candidate has no such metric', async () => {
      const world = given(undefined, 0.7)
      assert.match(await failureOf(world), /chd-risk:2 has no such metric \(gateMissingMetric: fail\)/)
      assert.equal(outputs(world)['deployModel'], 'false')
    })

    it('passes every model where no metric is named, and says so', async () => {
      const world = given(undefined, 0.7, { gateMetric: '' })
      await world.run()
      assert.equal(outputs(world)['gateVerdict'], 'none')
      assert.match(world.azure.host.log.text, /No gate/)
    })

    it('compares with a version, or with the newest but the candidate', async () => {
      for (const gateBaselineVersion of ['1', 'latest']) {
        const world = given(0.8, 0.7, { gateBaseline: 'version', gateBaselineVersion })
        await world.run()
        assert.match(world.azure.host.log.text, /0\.7 of chd-risk:1/)
      }
    })
  })

  describe('that is not known', () => {
    it('takes the exact version of the hand-off, though there is a newer one', async () => {
      const world = given(0.8, 0.7)
      world.register('3', 0.9)
      await world.run()
      assert.equal(outputs(world)['modelVersion'], '2')
    })

    it('fails where neither inputs nor hand-off name it, and tells both ways', async () => {
      const world = new ContainerizeWorld(folder())
      assert.match(await failureOf(world), /Which model is meant is not known[^]*modelName/)
    })

    it('does not take a version of another model from the hand-off', async () => {
      const world = given(0.8, 0.7, { modelName: 'other' })
      assert.match(await failureOf(world), /Which version of model other[^]*hand-off names chd-risk:2/)
    })

    it('fails where the version is not registered', async () => {
      const world = given(0.8, 0.7, { modelVersion: '7' })
      assert.match(await failureOf(world), /has no model chd-risk:7/)
    })

    it('hands on nothing of another model, though its hand-off lies there', async () => {
      const world = given(0.8, undefined, { modelVersion: '1', gateMetric: '' })
      world.register('1', 0.7)
      world.models['1'] = { ...world.models['1'], jobName: null }
      const file = folder().at(HANDOFF)
      const trained = { ...(await handoff()), model_path: 'azureml://of-version-2/', commit: 'of version 2' }
      fs.writeFileSync(file, JSON.stringify(trained))
      await world.run()
      const { model_version, model_path, job_name, commit } = await handoff()
      assert.deepEqual([model_version, job_name, commit], ['1', '', 'c0ffee'])
      assert.match(model_path ?? '', /paths\/azureml\/job-1\/model\/$/)
    })

    it('works without a hand-off where the version is named', async () => {
      const world = new ContainerizeWorld(folder(), { modelName: 'chd-risk', modelVersion: '1' })
      world.register('1', 0.7)
      await world.run()
      assert.equal((await handoff()).model_version, '1')
    })
  })

  describe('whose image cannot be built', () => {
    it('fails with the instruction and the end of the log, and hands nothing on', async () => {
      const world = given(0.8, 0.7)
      world.course = [
        { status: 'Running', log: 'Step 7/20 : RUN uv pip install -r x\nno-such-package was not found\n' },
        { status: 'Failed', log: 'Run ID: ca1 failed after 3s.\n', error: 'failed during run' },
      ]
      assert.match(
        await failureOf(world),
        /Build ca1 failed at step 7 of 20: RUN uv pip install[^]*no-such-package was not found/,
      )
      assert.equal((await handoff()).image_reference, null)
      assert.equal(outputs(world)['deployModel'], undefined)
    })

    it('fails where the subscription may not build, with cause and remedy', async () => {
      const world = given(0.8, 0.7, { builder: 'acr' })
      world.azure.wire.on('POST', /scheduleRun/, failure(400, 'TasksOperationsNotAllowed', 'Not permitted.'))
      assert.match(await failureOf(world), /may not build images[^]*Likely cause[^]*support request/)
      assert.equal(world.azure.wire.sent('POST', /scheduleRun/).length, 1)
    })

    it('fails before anything is sent where the scoring script is not there', async () => {
      const world = given(0.8, 0.7, { scoringScript: 'other.py' })
      assert.match(await failureOf(world), /no scoring script other\.py[^]*The folder holds: score\.py/)
      assert.equal(world.azure.wire.requests.length, 0)
    })

    it('fails where the files of the model are gone', async () => {
      const world = given(0.8, 0.7)
      world.blobs.blobs.clear()
      assert.match(await failureOf(world), /Model chd-risk:2 has no files/)
    })
  })

  describe('and cancelled meanwhile', () => {
    it('asks the registry to cancel the build; the post-job part sees to its end', async () => {
      const controller = new AbortController()
      const world = new ContainerizeWorld(folder(), {}, controller.signal)
      world.register('2', 0.8)
      world.handOff('2')
      world.course = [{ status: 'Running', log: 'Step 1/20 : FROM x\n' }]
      world.azure.wire.on('POST', /listLogSasUrl/, () => {
        controller.abort()
        return { body: { logLink: 'https://account.blob.storage.example/logs/ca1?sig=s' } }
      })
      await assert.rejects(world.run())
      const { host } = world.azure
      assert.equal(host.compensations.size, 1)
      for (const compensation of host.compensations) await compensation.run(new AbortController().signal)
      assert.equal(world.cancelled, true)
      assert.match(host.taskState['mlops.containerize.build'] ?? '', /"run":"ca1"/)
    })

    it('in the post-job part cancels the build of a main part that was killed', async () => {
      const world = given(0.8, 0.7)
      world.course = [{ status: 'Running', log: '' }]
      const registryId =
        '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/crmlops'
      const build = { azureSubscription: 'azure', registryId, run: 'ca1' }
      world.azure.host.taskState['mlops.containerize.build'] = JSON.stringify(build)
      await finishBuild(world.azure.host)
      assert.equal(world.cancelled, true)
      assert.match(world.azure.host.log.text, /Build ca1 is Canceled/)
    })
  })

  it('that is only validated writes nothing', async () => {
    const world = given(0.8, 0.7, { validateOnly: 'true' })
    const before = fs.readFileSync(folder().at(HANDOFF), 'utf8')
    assert.match((await world.run()).message, /nothing was written/)
    assert.deepEqual(
      world.azure.wire.requests.filter(
        ({ method, url }) => !['GET', 'HEAD'].includes(method) && !url.host.startsWith('login'),
      ),
      [],
    )
    assert.equal(fs.readFileSync(folder().at(HANDOFF), 'utf8'), before)
    assert.deepEqual(outputs(world), {})
  })
})
