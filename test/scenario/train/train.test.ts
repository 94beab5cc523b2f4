import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { TaskError } from '../../../tasks/common/errors.ts'
import { folderPerTest } from '../../support/folder.ts'
import { bodyOf, type RecordedRequest } from '../../support/fake-wire.ts'
import { trainWorld, type TrainWorld } from '../../support/train-world.ts'

/** Requests that change something in Azure; the data plane's POSTs only ask. */
const writes = ({ wire }: TrainWorld): RecordedRequest[] =>
  wire.requests.filter(
    ({ method, url }) =>
      method !== 'GET' &&
      method !== 'HEAD' &&
      !/^(login|dataplane|devops)\.example$/.test(url.host) &&
      !/listSecrets/.test(url.pathname),
  )

const uploads = ({ wire }: TrainWorld): RecordedRequest[] => wire.sent('PUT', /storage\.example/)

const firstOf = ({ wire }: TrainWorld, method: string, where: RegExp): number =>
  wire.requests.findIndex(request => request.method === method && where.test(request.url.href))

describe('training a model', () => {
  const folder = folderPerTest()

  it('given a job file, the job is submitted, followed, its model registered, all told to the next steps', async () => {
    const world = trainWorld(folder(), { modelName: 'chd', tags: 'team=risk' })

    const { result, message } = await world.train()

    const { jobName, metricsFile, ...outputs } = world.host.outputValues
    assert.match(jobName ?? '', /^chd-[0-9a-f]{12}$/)
    assert.deepEqual([result, message], ['Succeeded', `Job ${jobName} is complete; model chd:1.`])
    assert.deepEqual(outputs, {
      jobStatus: 'Completed',
      studioUrl: `https://studio.example/${jobName}`,
      metrics: '{"roc_auc":0.75}',
      modelName: 'chd',
      modelVersion: '1',
      modelId: outputs['modelId'],
    })
    assert.ok(world.host.log.lines.includes('training'))
    assert.ok(fs.existsSync(metricsFile ?? ''))
  })

  it('given a build, its commit, branch and number go with the job and the model: a public contract', async () => {
    const world = trainWorld(folder(), { modelName: 'chd', tags: 'team=risk' })
    await world.train()
    const tagsOf = (where: RegExp): Record<string, string> => {
      const [put] = world.wire.sent('PUT', where)
      assert.ok(put)
      return bodyOf<{ properties: { tags: Record<string, string> } }>(put).properties.tags
    }
    const build = {
      team: 'risk',
      'mlops.build': '100',
      'mlops.buildNumber': '20260101.1',
      'mlops.commit': 'c0ffee',
      'mlops.branch': 'refs/heads/main',
    }
    assert.deepEqual(tagsOf(/\/jobs\//), build)
    assert.deepEqual(tagsOf(/\/models\//), { ...build, 'mlops.run': world.host.outputValues['jobName'] })
  })

  it('given a job, everything that can be wrong is looked at before anything is sent', async () => {
    const world = trainWorld(folder())
    await world.train()
    const compute = firstOf(world, 'GET', /\/computes\/cpu-cluster/)
    const lookUp = firstOf(world, 'GET', /\/codes\/.*hash=/)
    const upload = firstOf(world, 'PUT', /storage\.example/)
    const submit = firstOf(world, 'PUT', /\/jobs\//)
    assert.ok(compute >= 0 && compute < lookUp, 'the compute is checked first')
    assert.ok(lookUp < upload, 'code is looked up by its hash before it is uploaded')
    assert.ok(upload < submit, 'the job comes last')
  })

  it('6.7 given the same code and data in a second build, nothing is uploaded', async () => {
    const first = trainWorld(folder())
    await first.train()
    assert.ok(uploads(first).length > 0)
    const second = trainWorld(folder())
    for (const [hash, id] of first.world.codes) second.world.codes.set(hash, id)
    for (const id of first.world.environments) second.world.environments.add(id)
    for (const [key, blob] of first.world.blobs.blobs) second.world.blobs.blobs.set(key, blob)
    second.world.blobs.blobs.delete('logs/std_log.txt')

    await second.train()

    assert.deepEqual(
      uploads(second).map(({ line }) => line),
      [],
    )
    assert.deepEqual(second.wire.sent('PUT', /\/environments\//).length, 0)
    assert.match(second.host.log.text, /already in the workspace, nothing uploaded/)
  })

  it('6.7 given an agent that was lost in the middle, the next attempt follows the same job', async () => {
    const lost = trainWorld(folder(), { modelName: 'chd' })
    await lost.train()
    const again = trainWorld(folder(), { modelName: 'chd' })
    for (const [name, job] of lost.world.jobs) again.world.jobs.set(name, { ...job, status: 'Running' })
    again.world.models.push(...lost.world.models)

    await again.train()

    assert.equal(again.host.outputValues['jobName'], lost.host.outputValues['jobName'])
    assert.deepEqual(
      writes(again).map(({ line }) => line),
      [],
    )
    assert.equal(again.host.outputValues['modelVersion'], '1')
    assert.match(again.host.log.text, /submitted by an earlier attempt of this step and is Running/)
  })

  it('6.6 given signatures in the answers, they are masked before they are used', async () => {
    const world = trainWorld(folder())
    await world.train()
    assert.ok(world.host.masked.includes('upload-signature'))
    assert.ok(!world.host.log.debugLines.join('\n').includes('signature'))
    assert.ok(!world.host.log.text.includes('signature'))
  })

  it('6.6 given an address with a signature as input, it is masked and not printed', async () => {
    const address = 'https://account.blob.core.windows.net/c/x.csv?sv=1&sig=a-signature'
    const world = trainWorld(folder(), { overrides: `inputs.data.path=${address}` })
    await world.train()
    assert.ok(world.host.masked.includes('a-signature'))
    assert.match(world.host.log.text, /Input data: uri_file https:.*x\.csv\?sv=1&sig=\*\*\*/)
    assert.ok(!world.host.log.text.includes('a-signature'))
    const [job] = world.wire.sent('PUT', /\/jobs\//)
    assert.match(JSON.stringify(job && bodyOf(job)), /sig=a-signature/)
  })

  it('6.8 given a job that ran, the summary page shows metrics, parameters and model', async () => {
    const world = trainWorld(folder(), { modelName: 'chd' })
    await world.train()
    const [page] = Object.values(world.host.summaries)
    assert.match(page ?? '', /## Training job \[chd-[0-9a-f]{12}\]\(https:\/\/studio\.example\//)
    assert.match(page ?? '', /Model \*\*chd\*\* version \*\*1\*\*/)
    assert.match(page ?? '', /\| roc\\_auc \| 0\.75 \|/)
    assert.match(page ?? '', /\| trees \| 10 \|/)
    assert.match(page ?? '', /\| mlops\.branch \| refs\/heads\/main \|/)
  })

  for (const modelType of ['custom_model', 'mlflow_model', 'triton_model']) {
    it(`given a ${modelType}, it is registered as such, from the output or the artifact that is named`, async () => {
      const world = trainWorld(folder(), { modelName: 'chd', modelType, modelPath: 'outputs/best' })
      await world.train()
      const [put] = world.wire.sent('PUT', /\/models\//)
      assert.ok(put)
      const { properties } = bodyOf<{ properties: Record<string, unknown> }>(put)
      const job = world.host.outputValues['jobName']
      assert.deepEqual(
        [properties['modelType'], properties['modelUri'], properties['jobName']],
        [modelType, `azureml://jobs/${job}/outputs/artifacts/paths/outputs/best`, job],
      )
    })
  }

  it('given outputs to bring home, they lie where az ml would lay them', async () => {
    const world = trainWorld(folder(), { downloadOutputs: 'model' })
    await world.train()
    const file = folder().at('work/mlops/outputs/named-outputs/model/model.pkl')
    assert.equal(fs.readFileSync(file, 'utf8'), 'a model')
  })

  it('given a build, the hand-off has the keys of the lab', async () => {
    const world = trainWorld(folder(), { modelName: 'chd' })
    await world.train()
    const file = folder().at('work/mlops/build-pipeline-output-vars.json')
    const handoff = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>
    const { model_name, model_version, model_acc, job_name, commit, deploy_model_bool } = handoff
    assert.deepEqual(
      { model_name, model_version, model_acc, job_name, commit, deploy_model_bool },
      {
        model_name: 'chd',
        model_version: '1',
        model_acc: 0.75,
        job_name: world.host.outputValues['jobName'],
        commit: 'c0ffee',
        deploy_model_bool: null,
      },
    )
  })

  it('given validateOnly, the plan is printed and nothing is written', async () => {
    const world = trainWorld(folder(), { validateOnly: 'true' })
    const { message } = await world.train()
    assert.equal(message, 'The job is valid; nothing was written.')
    assert.deepEqual(
      writes(world).map(({ line }) => line),
      [],
    )
    assert.match(world.host.log.text, /Workspace ws-mlops \(westeurope\): a command job in experiment chd\./)
    assert.match(world.host.log.text, /Code src: 1 file\(s\), 8 bytes\./)
  })

  it('given a large code folder, it says what is in it and how to leave it out, before it reads it', async () => {
    const world = trainWorld(folder(), { validateOnly: 'true' })
    folder().write({ 'src/.amlignore': '*.log\n', 'src/checkpoints/last.ckpt': '', 'src/a.log': '' })
    fs.truncateSync(folder().at('src/checkpoints/last.ckpt'), 300 * 1024 * 1024)
    await world.train()
    assert.match(
      world.host.log.warnings[0] ?? '',
      /src is large: 300 MiB in 3 files\. The biggest entries are checkpoints\/: 300 MiB in 1 file, .*\.amlignore leave/,
    )
  })

  it('given an output to download that the job has not, it fails before anything is sent', async () => {
    const world = trainWorld(folder(), { downloadOutputs: 'model,forest' })
    await assert.rejects(world.train(), (error: { problems?: string[] }) => {
      assert.match(
        error.problems?.join() ?? '',
        /^'downloadOutputs': the job has no output "forest"; known here are model\.$/,
      )
      return true
    })
    assert.deepEqual(
      writes(world).map(({ line }) => line),
      [],
    )
  })

  it('given no wish to wait, it ends with the job submitted', async () => {
    const world = trainWorld(folder(), { waitForCompletion: 'false' })
    assert.match((await world.train()).message, /was submitted\.$/)
    assert.equal(world.wire.sent('GET', /\/details/).length, 0)
    assert.equal(world.host.compensations.size, 0)
  })

  it('given an unknown compute, it fails before anything is uploaded', async () => {
    const world = trainWorld(folder())
    world.world.computes.clear()
    await assert.rejects(world.train(), { message: 'The workspace ws-mlops has no compute "cpu-cluster".' })
    assert.deepEqual(
      writes(world).map(({ line }) => line),
      [],
    )
  })

  it('given a job that fails, nothing is registered', async () => {
    const world = trainWorld(folder(), { modelName: 'chd' })
    const error = "Execution failed. User process 'python' exited with status code 1."
    world.world.course = [
      { status: 'Running', log: 'ValueError\n' },
      { status: 'Failed', error },
    ]
    await assert.rejects(world.train(), (failure: unknown) => {
      assert.ok(failure instanceof TaskError)
      assert.match(failure.message, /ended as Failed\. Execution failed[\s\S]*ValueError/)
      return true
    })
    assert.deepEqual(world.world.models, [])
  })

  it('given its own time limit, it asks Azure to cancel the job', async () => {
    const world = trainWorld(folder(), { runTimeoutInMinutes: '5' })
    world.world.course = [{ status: 'Running' }]
    await assert.rejects(world.train(), /has run longer than 5 minutes/)
    assert.equal(world.wire.sent('POST', /\/cancel\?/).length, 1)
  })

  it('given its own time limit and the wish to leave the job, it leaves it', async () => {
    const world = trainWorld(folder(), { runTimeoutInMinutes: '5', onCancel: 'leaveRunning' })
    world.world.course = [{ status: 'Running' }]
    await assert.rejects(world.train(), /has run longer than 5 minutes/)
    assert.equal(world.wire.sent('POST', /\/cancel\?/).length, 0)
  })
})
