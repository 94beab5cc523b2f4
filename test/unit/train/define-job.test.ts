import assert from 'node:assert/strict'
import type { CommandJob } from '../../../tasks/common/specification/job/command-job.ts'
import { defineJob } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/definition/define-job.ts'
import { readInputs } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/inputs.ts'
import { connectionOf } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'

describe('the job that a form describes', () => {
  const folder = folderPerTest()
  const define = (inputs: Record<string, string>, variables: Record<string, string> = {}): CommandJob => {
    folder().write({ 'src/train.py': '', 'conda.yml': 'dependencies: []\n', 'data/t.csv': '' })
    const host = new FakeHost({
      connections: { azure: connectionOf() },
      inputs: {
        azureSubscription: 'azure',
        resourceGroup: 'rg-mlops',
        workspaceName: 'ws-mlops',
        definition: 'inputs',
        command: 'python train.py',
        environment: 'azureml:e:1',
        ...inputs,
      },
      variables: { 'System.DefaultWorkingDirectory': folder().path, ...variables },
    })
    const form = readInputs(host)
    assert.ok(form.action === 'submit')
    return defineJob(form, host.variables, 'the-key') as CommandJob
  }

  it('has the fragments as they were typed, paths from the sources folder', () => {
    const spec = define({
      code: folder().at('src'),
      compute: 'cpu-cluster',
      instanceCount: '2',
      instanceType: 'Standard_DS3_v2',
      jobInputs: 'lr: 1.0\ndata:\n  type: uri_file\n  path: data/t.csv',
      jobOutputs: 'model: {type: custom_model}',
      environmentVariables: 'LEVEL: 3',
    })
    assert.deepEqual(spec.inputs, {
      lr: { text: '1.0', type: 'number' },
      data: { type: 'uri_file', path: folder().at('data/t.csv') },
    })
    assert.deepEqual(spec.outputs, { model: { type: 'custom_model' } })
    assert.deepEqual(
      [spec.code, spec.compute, spec.environment_variables],
      [folder().at('src'), 'cpu-cluster', { LEVEL: 3 }],
    )
    assert.deepEqual(spec.resources, { instance_count: 2, instance_type: 'Standard_DS3_v2' })
  })

  it('keeps a command of several lines, quotes and colons to the letter', () => {
    const command = 'echo "a: b" &&\npython train.py --x \'${{inputs.lr}}\' # not a comment'
    assert.equal(define({ command, jobInputs: 'lr: 0.1' }).command, command)
  })

  it('takes a conda file with the default image', () => {
    const { environment } = define({ environment: '', condaFile: folder().at('conda.yml') })
    assert.ok(typeof environment === 'object')
    assert.deepEqual(environment.conda_file, { dependencies: [] })
    assert.match(environment.image ?? '', /^mcr\.microsoft\.com\/azureml\//)
  })

  it('names a fault in a fragment by what the user typed', () => {
    assert.throws(
      () => define({ jobInputs: 'd: {path: x, mode: fast}' }),
      /\njobInputs:1:20: inputs\.d\.mode: one of ro_mount, download, direct is expected, not "fast"/,
    )
  })

  it('carries the key of its step, and the commit that the studio shows', () => {
    const { properties } = define({}, { 'Build.SourceVersion': 'c0ffee', 'Build.SourceBranchName': 'main' })
    assert.deepEqual(properties, {
      'mlflow.source.git.branch': 'main',
      'mlflow.source.git.commit': 'c0ffee',
      'mlops.key': 'the-key',
    })
  })

  it('tells the address of the repository, but not who may read it', () => {
    const repository = (address: string): string | null | undefined =>
      define({}, { 'Build.Repository.Uri': address }).properties?.['mlflow.source.git.repoURL']
    assert.equal(repository('https://me:token@git.example/a/b'), 'https://git.example/a/b')
    assert.equal(repository('https://git.example/a/b@c'), 'https://git.example/a/b@c')
    assert.equal(repository('git@git.example:a/b.git'), 'git@git.example:a/b.git')
  })

  it('is in the experiment that the input names, else that of the pipeline', () => {
    assert.equal(define({ experimentName: 'mine' }).experiment_name, 'mine')
    assert.equal(define({}, { 'Build.DefinitionName': 'CHD build (main)' }).experiment_name, 'CHD-build-main')
  })
})
