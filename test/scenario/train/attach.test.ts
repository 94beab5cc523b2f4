import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { folderPerTest } from '../../support/folder.ts'
import { failure, type Reply } from '../../support/fake-wire.ts'
import { trainWorld, type TrainWorld } from '../../support/train-world.ts'

const OUTPUTS = { model: { jobOutputType: 'uri_folder' }, default: { jobOutputType: 'uri_folder' } }

describe('attaching to jobs that were submitted before', () => {
  const folder = folderPerTest()

  const attachedTo = (
    jobs: Record<string, string>,
    inputs: Record<string, string> = {},
    signal?: AbortSignal,
  ): TrainWorld => {
    const names = Object.keys(jobs).join('\n')
    const form = { action: 'attach', jobName: names, jobFile: '', ...inputs }
    const world = trainWorld(folder(), form, { ...(signal && { signal }) })
    for (const [name, status] of Object.entries(jobs))
      world.world.jobs.set(name, { status, properties: { jobType: 'Command', outputs: OUTPUTS } })
    return world
  }

  /** How the run of one job goes, whatever the course of the world. */
  const course = ({ wire, world }: TrainWorld, job: string, ...statuses: string[]): void => {
    const log = `logs/${job}.txt`
    world.blobs.put(log, `${job} trains\n`)
    const logFiles = { 'user_logs/std_log.txt': `https://account.blob.storage.example/${log}?sig=s` }
    const error = { error: { code: 'UserError', message: `${job} had no data.` } }
    const replies = statuses.map((status): Reply => ({
      body: { runId: job, status, logFiles, error: status === 'Failed' ? error : null },
    }))
    wire.on('GET', new RegExp(`/runs/${job}/details`), ...replies)
  }

  it('one: it is followed, and collected like a job that was submitted here', async () => {
    const world = attachedTo({ theirs: 'Running' }, { modelName: 'chd', downloadOutputs: 'all' })
    const { result, message } = await world.train()
    assert.deepEqual([result, message], ['Succeeded', 'Job theirs is complete; model chd:1.'])
    assert.equal(world.wire.sent('PUT', /\/jobs\//).length, 0)
    const { jobName, jobStatus, metrics, studioUrl } = world.host.outputValues
    assert.deepEqual(
      [jobName, jobStatus, metrics, studioUrl],
      ['theirs', 'Completed', '{"roc_auc":0.75}', 'https://studio.example/theirs'],
    )
    assert.ok(world.host.log.text.includes('training'))
    assert.ok(fs.existsSync(folder().at('work/mlops/build-pipeline-output-vars.json')))
  })

  it('several: all at once, each line under its job, outputs in a folder for each', async () => {
    const world = attachedTo({ a: 'Running', b: 'Queued' }, { downloadOutputs: 'model' })
    course(world, 'a', 'Running', 'Running', 'Running', 'Completed')
    course(world, 'b', 'Queued', 'Running', 'Completed')
    const { message } = await world.train()
    assert.equal(message, 'Job a, b are complete.')
    const { jobName, jobStatus, metrics, studioUrl } = world.host.outputValues
    assert.deepEqual([jobName, jobStatus, studioUrl], ['a,b', 'Completed,Completed', undefined])
    assert.deepEqual(JSON.parse(metrics ?? ''), { 'a/roc_auc': 0.75, 'b/roc_auc': 0.75 })
    assert.ok(world.host.log.text.includes('a | a trains') && world.host.log.text.includes('b | b trains'))
    for (const job of ['a', 'b'])
      assert.ok(fs.existsSync(folder().at(`work/mlops/outputs/${job}/named-outputs/model`)), job)
    assert.deepEqual(Object.keys(world.host.summaries), ['train-a', 'train-b'])
    const order = world.wire.lines.filter(line => line.endsWith('/details'))
    assert.notEqual(order[0], order[1], 'b is looked at before a has ended')
  })

  it('several of which one fails: the others are collected, the step fails and tells why', async () => {
    const world = attachedTo({ a: 'Running', b: 'Running', c: 'Completed' })
    course(world, 'a', 'Running', 'Completed')
    course(world, 'b', 'Failed')
    course(world, 'c', 'Completed')
    world.world.jobs.set('b', { status: 'Failed', properties: { jobType: 'Command' } })
    await assert.rejects(world.train(), (error: Error) => {
      assert.match(
        error.message,
        /^1 of 3 jobs did not complete\.\nJob b ended as Failed\. .*b had no data\./s,
      )
      return true
    })
    assert.equal(world.host.outputValues['jobStatus'], 'Completed,Failed,Completed')
    assert.deepEqual(Object.keys(JSON.parse(world.host.outputValues['metrics'] ?? '') as object), [
      'a/roc_auc',
      'c/roc_auc',
    ])
  })

  it('two of which one fails: the other is laid out as one of several, and no hand-off speaks for both', async () => {
    const world = attachedTo({ a: 'Running', b: 'Running' }, { downloadOutputs: 'model' })
    course(world, 'a', 'Running', 'Completed')
    course(world, 'b', 'Failed')
    await assert.rejects(world.train(), /1 of 2 jobs did not complete/)
    assert.equal(world.host.outputValues['metrics'], '{"a/roc_auc":0.75}')
    assert.ok(fs.existsSync(folder().at('work/mlops/outputs/a/named-outputs/model')))
    assert.ok(!fs.existsSync(folder().at('work/mlops/build-pipeline-output-vars.json')))
  })

  it('that have gone: all that are missing are named, and nothing is followed', async () => {
    const world = attachedTo({ a: 'Running' }, { jobName: 'a\nlost\ngone' })
    await assert.rejects(world.train(), {
      message: 'The workspace ws-mlops has no job lost, gone.',
      remedy: /output 'jobName'/,
    })
    assert.equal(world.wire.sent('GET', /\/details/).length, 0)
  })

  it('whose outputs lack the model: that is said before it is waited for', async () => {
    const world = attachedTo({ a: 'Running' }, { modelName: 'm', modelPath: 'forest' })
    await assert.rejects(world.train(), (error: { problems?: string[] }) => {
      assert.match(
        error.problems?.[0] ?? '',
        /'modelPath': the job has no output "forest"; its outputs are model\./,
      )
      return true
    })
    assert.equal(world.wire.sent('GET', /\/details/).length, 0)
  })

  it('whose outputs lack one to download: that is said before it is waited for', async () => {
    const world = attachedTo({ a: 'Running' }, { downloadOutputs: 'default, modle' })
    await assert.rejects(world.train(), (error: { problems?: string[] }) => {
      assert.deepEqual(error.problems, [
        `'downloadOutputs': the job has no output "modle"; did you mean model?`,
      ])
      return true
    })
    assert.equal(world.wire.sent('GET', /\/details/).length, 0)
  })

  it('with validateOnly: they are looked up and told of, not waited for', async () => {
    const world = attachedTo({ a: 'Running', b: 'Completed' }, { validateOnly: 'true' })
    assert.equal((await world.train()).message, '2 jobs would be followed; nothing was written.')
    assert.match(world.host.log.text, /Job a is Running\.\nJob b is Completed\./)
    assert.equal(world.wire.sent('GET', /\/details/).length, 0)
  })

  for (const [onCancel, cancels] of [
    ['', 0],
    ['cancelJob', 2],
  ] as const) {
    it(`and a cancelled pipeline: ${cancels} jobs are cancelled with onCancel "${onCancel}", by main and by post`, async () => {
      const controller = new AbortController()
      const world = attachedTo({ a: 'Running', b: 'Running' }, { onCancel }, controller.signal)
      let running: Promise<unknown> = Promise.resolve()
      world.wire.on('GET', /\/details/, () => {
        if (controller.signal.aborted) return { body: { runId: 'a', status: 'Running' } }
        const budget = new AbortController().signal
        running = Promise.all([...world.host.compensations].map(compensation => compensation.run(budget)))
        controller.abort()
        return { body: { runId: 'a', status: 'Running' } }
      })
      await assert.rejects(world.train())
      await running
      assert.equal(world.wire.sent('POST', /\/cancel\?/).length, cancels)

      const post = attachedTo({ a: 'Running', b: 'Running' })
      post.host.state.set('mlops.train.jobs', world.host.state.get('mlops.train.jobs') ?? '')
      await post.post()
      assert.equal(post.wire.sent('POST', /\/cancel\?/).length, cancels)
    })
  }

  it('several with a time limit: the first that is over it is cancelled while the other is still followed', async () => {
    const world = attachedTo(
      { a: 'Running', b: 'Running' },
      { runTimeoutInMinutes: '5', onCancel: 'cancelJob' },
    )
    course(world, 'a', 'Running')
    course(world, 'b', ...Array<string>(90).fill('Queued'), 'Running', 'Completed')
    await assert.rejects(world.train(), /Job a has run longer than 5 minutes/)
    const cancelled = world.wire.lines.findIndex(line => line.endsWith('/jobs/a/cancel'))
    const last = world.wire.lines.findLastIndex(line => line.endsWith('/runs/b/details'))
    assert.ok(cancelled > 0 && cancelled < last, 'a is cancelled before b has ended')
    assert.equal(world.wire.sent('POST', /\/cancel\?/).length, 1)
  })

  it('with a time limit: a refusal to cancel is told, and the limit stays the reason', async () => {
    const world = attachedTo({ a: 'Running' }, { runTimeoutInMinutes: '5', onCancel: 'cancelJob' })
    world.world.course = [{ status: 'Running' }]
    world.wire.on('POST', /\/cancel\?/, failure(403, 'AuthorizationFailed', 'No cancel.'))
    await assert.rejects(world.train(), /has run longer than 5 minutes/)
    assert.match(world.host.log.warnings.join(' '), /could not be asked to cancel job a: .*No cancel\./)
  })

  it('with a time limit: only what it is told to cancel is cancelled', async () => {
    for (const [onCancel, cancels] of [
      ['auto', 0],
      ['cancelJob', 1],
    ] as const) {
      const world = attachedTo({ a: 'Running' }, { runTimeoutInMinutes: '5', onCancel })
      world.world.course = [{ status: 'Running' }]
      await assert.rejects(world.train(), /has run longer than 5 minutes/)
      assert.equal(world.wire.sent('POST', /\/cancel\?/).length, cancels)
    }
  })
})
