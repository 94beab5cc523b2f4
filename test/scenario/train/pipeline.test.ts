import assert from 'node:assert/strict'
import { TOKENS } from '../../support/fake-azure.ts'
import { bodyOf } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { trainWorld } from '../../support/train-world.ts'

const PIPELINE = `
settings: {default_compute: azureml:cpu-cluster}
outputs: {model: {type: custom_model}}
jobs:
  prepare:
    command: prepare
    code: src
    environment: azureml:sklearn:1
    outputs: {table: {type: uri_folder}}
  train:
    command: train
    code: src
    environment: azureml:sklearn:1
    inputs: {table: "\${{parent.jobs.prepare.outputs.table}}"}
    outputs: {model: "\${{parent.outputs.model}}"}
`

describe('training by a pipeline job', () => {
  const folder = folderPerTest()

  it('given steps, each becomes a component, each log has its name, and the model is registered', async () => {
    const world = trainWorld(folder(), { modelName: 'chd', jobFile: folder().at('pipeline.yml') })
    folder().write({ 'pipeline.yml': PIPELINE })
    const steps = ['prepare', 'train']
    world.wire.on('GET', /\/children/, {
      body: { value: steps.map(name => ({ runId: name, displayName: name, status: 'Completed' })) },
    })
    for (const name of steps) {
      world.world.blobs.put(`logs/${name}.txt`, `${name} works\n`)
      const logFiles = {
        'user_logs/std_log.txt': `https://account.blob.storage.example/logs/${name}.txt?sig=s`,
      }
      world.wire.on('GET', new RegExp(`/runs/${name}/details`), {
        body: { runId: name, status: 'Completed', logFiles },
      })
    }

    const { result } = await world.train()

    assert.equal(result, 'Succeeded')
    assert.equal(world.wire.sent('PUT', /\/components\//).length, 2)
    for (const line of ['prepare | prepare works', 'train | train works'])
      assert.ok(world.host.log.lines.includes(line), world.host.log.text)
    assert.equal(world.host.outputValues['modelVersion'], '1')
    const [put] = world.wire.sent('PUT', /\/jobs\//)
    assert.ok(put)
    assert.equal(bodyOf<{ properties: { jobType: string } }>(put).properties.jobType, 'Pipeline')
    assert.equal(put.headers['x-azureml-token'], TOKENS.MachineLearning)
  })

  it('given a binding that names nothing, nothing is sent', async () => {
    const world = trainWorld(folder(), { jobFile: folder().at('pipeline.yml') })
    folder().write({ 'pipeline.yml': PIPELINE.replace('jobs.prepare.outputs', 'jobs.prepared.outputs') })
    await assert.rejects(world.train(), /pipeline\.yml:\d+:\d+: jobs\.train\.inputs\.table: .* names nothing/)
    assert.deepEqual(world.wire.lines, [])
  })
})
