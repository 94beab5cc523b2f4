import type { Outcome } from '../../tasks/common/host/task.ts'
import { task } from '../../tasks/MLOpsTrain/MLOpsTrainV1/task.ts'
import type { FakeHostOptions } from './fake-host.ts'
import { fakeWorld, type FakeWorld } from './fake-workspace.ts'
import type { TestFolder } from './folder.ts'

export interface TrainWorld extends FakeWorld {
  /** Reads the inputs and runs the task, as the runner does. */
  train(): Promise<Outcome>
  post(): Promise<void>
}

const JOB = `
command: python train.py --data \${{inputs.data}}
code: src
environment: {image: base, conda_file: conda.yml}
compute: azureml:cpu-cluster
inputs: {data: {type: uri_file, path: table.csv}}
outputs: {model: {type: custom_model}}
`

/** A pipeline's step that trains, on a workspace with one cluster; `world` may be that of an earlier attempt. */
export function trainWorld(
  folder: TestFolder,
  inputs: Record<string, string> = {},
  options: FakeHostOptions = {},
): TrainWorld {
  folder.write({
    'src/train.py': 'print(1)',
    'conda.yml': 'dependencies: []\n',
    'table.csv': 'a,b\n',
    'job.yml': JOB,
  })
  const world = fakeWorld({
    inputs: {
      azureSubscription: 'azure',
      resourceGroup: 'rg-mlops',
      workspaceName: 'ws-mlops',
      jobFile: folder.at('job.yml'),
      waitForCompletion: 'true',
      experimentName: 'chd',
      ...inputs,
    },
    variables: {
      'System.CollectionUri': 'https://dev.azure.com/org/',
      'System.JobIdentifier': 'build.train',
      'System.TaskInstanceName': 'train',
      'Build.BuildId': '100',
      'Build.BuildNumber': '20260101.1',
      'Build.SourceVersion': 'c0ffee',
      'Build.SourceBranch': 'refs/heads/main',
      'Pipeline.Workspace': folder.at('work'),
    },
    ...options,
  })
  world.world.computes.set('cpu-cluster', { name: 'cpu-cluster' })
  world.world.blobs.put('container-of-workspaceblobstore/azureml/j/model/model.pkl', 'a model')
  return {
    ...world,
    train: () => task.run(task.readInputs(world.host), world.host),
    post: () => task.finish?.(world.host) ?? Promise.resolve(),
  }
}
