import assert from 'node:assert/strict'
import type { JobBody } from '../../../../tasks/common/machinelearning/job/body.ts'
import { jobBody } from '../../../../tasks/common/machinelearning/job/job-body.ts'
import { Resolver } from '../../../../tasks/common/machinelearning/job/resolver.ts'
import { readJobFile } from '../../../../tasks/common/specification/read-job-file.ts'
import { WORKSPACE_ID } from '../../../support/fake-azure.ts'
import { bodyOf } from '../../../support/fake-wire.ts'
import { fakeWorld, type FakeWorld } from '../../../support/fake-workspace.ts'
import { folderPerTest } from '../../../support/folder.ts'

const CLUSTER = `${WORKSPACE_ID}/computes/cpu-cluster`

describe('what a job file becomes on the wire', () => {
  const folder = folderPerTest()
  const world = (): FakeWorld => {
    const made = fakeWorld()
    made.world.computes.set('cpu-cluster', { name: 'cpu-cluster' })
    return made
  }
  const bodyOfJob = async (azure: FakeWorld, text: string): Promise<JobBody> => {
    folder().write({ 'src/train.py': 'print(1)', 'data/table.csv': 'a,b', 'job.yml': text })
    return jobBody(readJobFile(folder().at('job.yml')), new Resolver(await azure.workspace()))
  }

  it('a command job', async () => {
    const azure = world()
    const body = await bodyOfJob(
      azure,
      `
command: python train.py
code: src
environment: azureml:sklearn:3
compute: azureml:cpu-cluster
display_name: d
experiment_name: e
description: text
tags: {a: b}
environment_variables: {A: b}
resources: {instance_count: 2, shm_size: 2g}
limits: {timeout: 90}
inputs:
  lr: 0.10
  table: {type: uri_file, path: data/table.csv}
  there: {type: uri_folder, path: azureml://datastores/workspaceblobstore/paths/x/, mode: download}
outputs:
  model: {type: mlflow_model}
  fixed: {type: uri_folder, mode: upload, path: azureml://datastores/workspaceblobstore/paths/y/}
`,
    )
    const { codeId, inputs, ...rest } = body
    assert.match(String(codeId), new RegExp(`^${WORKSPACE_ID}/codes/[0-9a-f-]{36}/versions/1$`))
    assert.deepEqual(rest, {
      jobType: 'Command',
      displayName: 'd',
      experimentName: 'e',
      description: 'text',
      computeId: CLUSTER,
      isArchived: false,
      tags: { a: 'b' },
      properties: {},
      command: 'python train.py',
      environmentId: `${WORKSPACE_ID}/environments/sklearn/versions/3`,
      environmentVariables: { A: 'b' },
      resources: { instanceCount: 2, shmSize: '2g', properties: {} },
      limits: { jobLimitsType: 'Command', timeout: 'PT1M30S' },
      outputs: {
        model: { jobOutputType: 'mlflow_model' },
        fixed: {
          jobOutputType: 'uri_folder',
          mode: 'Upload',
          uri: 'azureml://datastores/workspaceblobstore/paths/y/',
        },
      },
    })
    const { table, ...others } = inputs as Record<string, { uri?: string }>
    assert.deepEqual(others, {
      lr: { jobInputType: 'literal', value: '0.1' },
      there: {
        jobInputType: 'uri_folder',
        mode: 'Download',
        uri: 'azureml://datastores/workspaceblobstore/paths/x/',
      },
    })
    assert.match(
      table?.uri ?? '',
      /^azureml:\/\/datastores\/workspaceblobstore\/paths\/LocalUpload\/[0-9a-f]{64}\/table\.csv$/,
    )
  })

  it('a command job without compute is serverless: no compute is named', async () => {
    const body = await bodyOfJob(
      world(),
      'command: x\nenvironment: azureml:e:1\nresources: {instance_type: Standard_DS3_v2}',
    )
    assert.equal('computeId' in body, false)
    assert.deepEqual(body['resources'], { instanceType: 'Standard_DS3_v2', properties: {} })
  })

  it('an identity by its resource id, which the official client reads and loses', async () => {
    const body = await bodyOfJob(
      world(),
      'command: x\nenvironment: azureml:e:1\nidentity: {type: managed, msi_resource_id: /subscriptions/s/i}',
    )
    assert.deepEqual(body['identity'], { identityType: 'Managed', resourceId: '/subscriptions/s/i' })
  })

  const PIPELINE = `
settings: {default_compute: azureml:cpu-cluster, continue_on_step_failure: false}
inputs: {trees: 10}
outputs: {model: {type: custom_model}}
jobs:
  prepare:
    command: prepare
    code: src
    environment: azureml:sklearn:3
    outputs: {table: {type: uri_file}}
  train:
    display_name: Train it
    command: train
    code: src
    environment: azureml:sklearn:3
    compute: azureml:cpu-cluster
    resources: {instance_count: 1}
    limits: {timeout: 60}
    environment_variables: {A: b}
    inputs:
      trees: \${{parent.inputs.trees}}
      table: \${{parent.jobs.prepare.outputs.table}}
      data: {type: uri_folder, path: azureml://datastores/workspaceblobstore/paths/x/}
    outputs:
      model: \${{parent.outputs.model}}
`

  it('a pipeline job: its steps in snake case but for their ids', async () => {
    const { jobs, ...rest } = await bodyOfJob(world(), PIPELINE)
    assert.deepEqual(rest, {
      jobType: 'Pipeline',
      isArchived: false,
      tags: {},
      properties: {},
      inputs: { trees: { jobInputType: 'literal', value: '10' } },
      outputs: { model: { jobOutputType: 'custom_model' } },
      settings: { continue_on_step_failure: false, default_compute: CLUSTER, _source: 'YAML.JOB' },
    })
    const { prepare, train } = jobs as Record<string, Record<string, unknown>>
    const { componentId, ...step } = train ?? {}
    assert.match(
      String(componentId),
      new RegExp(
        `^${WORKSPACE_ID}/components/azureml_anonymous/versions/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`,
      ),
    )
    assert.deepEqual(step, {
      name: 'train',
      type: 'command',
      computeId: CLUSTER,
      display_name: 'Train it',
      resources: { instance_count: 1 },
      limits: { job_limits_type: 'Command', timeout: 'PT1M' },
      environment_variables: { A: 'b' },
      inputs: {
        trees: { job_input_type: 'literal', value: '${{parent.inputs.trees}}' },
        table: { job_input_type: 'literal', value: '${{parent.jobs.prepare.outputs.table}}' },
        data: {
          job_input_type: 'uri_folder',
          uri: 'azureml://datastores/workspaceblobstore/paths/x/',
        },
      },
      outputs: { model: { type: 'literal', value: '${{parent.outputs.model}}' } },
      _source: 'YAML.JOB',
    })
    assert.deepEqual(prepare?.['outputs'], { table: { job_output_type: 'uri_file' } })
  })

  it('a step becomes a component: ids with a prefix, types from what is bound', async () => {
    const azure = world()
    await bodyOfJob(azure, PIPELINE)
    const [, train] = azure.wire.sent('PUT', /\/components\/azureml_anonymous\/versions\//)
    assert.ok(train)
    const { properties } = bodyOf<{
      properties: { componentSpec: Record<string, unknown>; isAnonymous: boolean }
    }>(train)
    const { code, ...spec } = properties.componentSpec
    assert.equal(properties.isAnonymous, true)
    assert.match(String(code), new RegExp(`^azureml:${WORKSPACE_ID}/codes/`))
    assert.deepEqual(spec, {
      name: 'azureml_anonymous',
      version: '1',
      type: 'command',
      resources: { instance_count: 1 },
      is_deterministic: true,
      command: 'train',
      environment: `azureml:${WORKSPACE_ID}/environments/sklearn/versions/3`,
      inputs: { trees: { type: 'integer' }, table: { type: 'uri_file' }, data: { type: 'uri_folder' } },
      outputs: { model: { type: 'custom_model' } },
      _source: 'YAML.JOB',
    })
  })

  it('6.7 the same step has the same version of its component, another command another', async () => {
    const versions = async (text: string): Promise<string[]> => {
      const azure = world()
      azure.wire.on('GET', /\/codes\//, {
        body: { value: [{ id: `${WORKSPACE_ID}/codes/known/versions/1` }] },
      })
      await bodyOfJob(azure, text)
      return azure.wire.sent('PUT', /\/components\//).map(({ url }) => url.pathname)
    }
    const first = await versions(PIPELINE)
    assert.deepEqual(await versions(PIPELINE), first)
    const changed = await versions(PIPELINE.replace('command: train', 'command: train --fast'))
    assert.deepEqual([changed[0] === first[0], changed[1] === first[1]], [true, false])
  })

  it('a folder that two steps share is looked up and uploaded once', async () => {
    const azure = world()
    await bodyOfJob(azure, PIPELINE)
    assert.equal(azure.wire.sent('POST', /startPendingUpload/).length, 1)
  })

  describe('a reference', () => {
    const cases: [written: string, id: string][] = [
      ['azureml:e:1', `${WORKSPACE_ID}/environments/e/versions/1`],
      [
        'azureml://registries/azureml/environments/x/versions/2',
        'azureml://registries/azureml/environments/x/versions/2',
      ],
      [`azureml:${WORKSPACE_ID}/environments/e/versions/5`, `${WORKSPACE_ID}/environments/e/versions/5`],
      [`${WORKSPACE_ID}/environments/e/versions/5`, `${WORKSPACE_ID}/environments/e/versions/5`],
    ]
    for (const [written, id] of cases) {
      it(`${written.slice(0, 60)} is understood`, async () => {
        assert.equal((await bodyOfJob(world(), `command: x\nenvironment: ${written}`))['environmentId'], id)
      })
    }

    it('to the latest version is looked up', async () => {
      const azure = world()
      azure.wire.on('GET', /\/environments\/e\/versions\?/, { body: { value: [{ name: '9' }] } })
      const body = await bodyOfJob(azure, 'command: x\nenvironment: azureml:e@latest')
      assert.equal(body['environmentId'], `${WORKSPACE_ID}/environments/e/versions/9`)
      const [asked] = azure.wire.sent('GET', /\/environments\/e\/versions/)
      assert.equal(asked?.url.searchParams.get('$orderBy'), 'createdtime desc')
    })

    it('without a version is refused', async () => {
      await assert.rejects(
        bodyOfJob(world(), 'command: x\nenvironment: azureml:e'),
        /names no version of an environment/,
      )
    })

    it('to a compute that is not there is refused with those that are', async () => {
      await assert.rejects(bodyOfJob(world(), 'command: x\nenvironment: azureml:e:1\ncompute: gpu'), {
        message: 'The workspace ws-mlops has no compute "gpu".',
        likelyCause: 'Its computes are: cpu-cluster.',
      })
    })
  })
})
