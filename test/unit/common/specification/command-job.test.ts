import assert from 'node:assert/strict'
import type { CommandJob } from '../../../../tasks/common/specification/job/command-job.ts'
import type { SweepJob } from '../../../../tasks/common/specification/job/sweep/sweep-job.ts'
import { jobFiles } from './job-files.ts'

const COMMAND = `
$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
type: command
command: python train.py --data \${{inputs.data}} --lr \${{inputs.lr}}
code: ../src
environment:
  image: mcr.example/base:1
  conda_file: conda.yml
compute: azureml:cpu-cluster
display_name: nightly
experiment_name: chd
tags: {team: risk, runs: 3, nothing: }
environment_variables: {LEVEL: 1, DEBUG: yes}
resources: {instance_count: 2, instance_type: Standard_DS3_v2, shm_size: 2g}
distribution: {type: PyTorch, process_count_per_instance: 2}
limits: {timeout: 3600}
identity: {type: UserIdentity}
services: {shell: {type: ssh, ssh_public_keys: key}}
queue_settings: {job_tier: Spot}
inputs:
  lr: 0.1
  data: {type: uri_file, path: data/table.csv, mode: download}
  remote: {type: uri_folder, path: azureml://datastores/workspaceblobstore/paths/x/}
outputs:
  model: {type: custom_model}
  plots: {mode: upload}
  rest:
`

describe('a job file', () => {
  const { read, at } = jobFiles()

  it('of a command is read whole, with its own keys', () => {
    assert.deepEqual(read(COMMAND), {
      type: 'command',
      display_name: 'nightly',
      experiment_name: 'chd',
      compute: 'azureml:cpu-cluster',
      tags: { team: 'risk', runs: '3', nothing: null },
      inputs: {
        lr: { text: '0.1', type: 'number' },
        data: { type: 'uri_file', path: at('jobs/data/table.csv'), mode: 'download' },
        remote: { type: 'uri_folder', path: 'azureml://datastores/workspaceblobstore/paths/x/' },
      },
      outputs: { model: { type: 'custom_model' }, plots: { mode: 'upload' }, rest: null },
      command: 'python train.py --data ${{inputs.data}} --lr ${{inputs.lr}}',
      environment: { image: 'mcr.example/base:1', conda_file: { dependencies: ['python=3.11'] } },
      environment_variables: { LEVEL: 1, DEBUG: true },
      code: at('src'),
      resources: { instance_count: 2, instance_type: 'Standard_DS3_v2', shm_size: '2g' },
      distribution: { type: 'pytorch', process_count_per_instance: 2 },
      limits: { timeout: 3600 },
      identity: { type: 'user_identity' },
      services: { shell: { type: 'ssh', ssh_public_keys: 'key' } },
      queue_settings: { job_tier: 'spot' },
    })
  })

  const job = (text: string): CommandJob => read(`command: x\n${text}`) as CommandJob

  it('may write its conda file in place', () => {
    assert.deepEqual(job('environment: {image: i, conda_file: {dependencies: [python=3.11]}}').environment, {
      image: 'i',
      conda_file: { dependencies: ['python=3.11'] },
    })
  })

  it('may have its environment in a file of its own, whose paths are relative to it', () => {
    assert.deepEqual(job('environment: file:environment.yml').environment, {
      image: 'of-a-file',
      conda_file: { dependencies: ['python=3.11'] },
    })
  })

  it('may have keys that YAML reads as numbers or booleans', () => {
    assert.deepEqual(job('environment: azureml:e:1\ntags: {2024: a, yes: b}').tags, { 2024: 'a', true: 'b' })
  })

  it('needs no type', () => assert.equal(job('environment: azureml:e:1').type, 'command'))

  it('of a sweep is read whole', () => {
    const sweep = read(
      [
        'type: sweep',
        'trial: {command: "train ${{search_space.lr}}", environment: azureml:e:1}',
        'sampling_algorithm: {type: Random, seed: 3, rule: sobol}',
        'search_space:',
        '  lr: {type: LogUniform, min_value: -6, max_value: -1.5}',
        '  kind: {type: choice, values: [a, 1, {depth: {type: randint, upper: 4}}]}',
        'objective: {goal: Maximize, primary_metric: auc}',
        'limits: {max_total_trials: 4}',
        'early_termination: {type: median_stopping, delay_evaluation: 2}',
      ].join('\n'),
    ) as SweepJob
    assert.deepEqual(sweep, {
      type: 'sweep',
      trial: { command: 'train ${{search_space.lr}}', environment: 'azureml:e:1' },
      sampling_algorithm: { type: 'random', seed: 3, rule: 'sobol' },
      search_space: {
        lr: { type: 'loguniform', min_value: -6, max_value: -1.5 },
        kind: { type: 'choice', values: ['a', 1, { depth: { type: 'randint', upper: 4 } }] },
      },
      objective: { goal: 'maximize', primary_metric: 'auc' },
      limits: { max_total_trials: 4 },
      early_termination: { type: 'median_stopping', delay_evaluation: 2 },
    })
  })
})
