import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

const condaFile = `
dependencies:
  - python=3.11
  - matplotlib=3.11
  - pip
  - pip:
      - azureml-mlflow==1.62.0.post6
`

const script = `
import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt
import mlflow

mlflow.log_params({'trees': 100, 'max_depth': 4})
for step in range(3):
    mlflow.log_metric('loss', 1.0 / (step + 1), step=step)
mlflow.log_metrics({'accuracy': 0.9, 'undefined': float('nan')})
mlflow.set_tag('team', 'health')
figure, axes = plt.subplots()
axes.plot([1, 2])
mlflow.log_figure(figure, 'plots/roc.png')
with open('note.txt', 'w') as file:
    file.write('a note')
mlflow.log_artifact('note.txt', 'notes')
try:
    mlflow.log_param('trees', 5)
except Exception as error:
    print('PARAM', str(error).splitlines()[0])
try:
    mlflow.log_artifact('note.txt', 'notes')
except Exception as error:
    print('ARTIFACT', error)
print('LISTED', sorted(item.path for item in mlflow.MlflowClient().list_artifacts(mlflow.active_run().info.run_id)))
with mlflow.start_run(nested=True, run_name='inner') as inner:
    mlflow.log_metric('depth', 1)
print('NESTED', inner.info.run_id)
`

describe('azureml-mlflow in a job of local Azure', function () {
  this.timeout(300_000)
  let workspace: WorkspaceUnderTest
  let log: string

  before(async () => {
    workspace = await startWorkspace()
    await workspace.ok('PUT', '/environments/mlflow/versions/1', { properties: { image: 'base', condaFile } })
    const codeId = await workspace.upload({ 'train.py': script })
    const environmentId = `${workspace.id}/environments/mlflow/versions/1`
    const job = {
      jobType: 'Command',
      codeId,
      environmentId,
      command: 'python train.py',
      experimentName: 'heart',
    }
    await workspace.ok('PUT', '/jobs/train', { properties: job })
    const run = await workspace.waitFor('train', 'Completed', 'Failed')
    log = run['status'] === 'Completed' ? await workspace.readLog('train') : JSON.stringify(run['error'])
    assert.equal(run['status'], 'Completed', log)
  })
  after(() => workspace.close())

  const runData = async () => {
    const answer = await workspace.mlflow('GET', 'runs/get?run_id=train')
    return (answer.json()['run'] as { data: Record<string, { key: string; value: unknown }[]> }).data
  }
  const asMap = (pairs: { key: string; value: unknown }[] = []) =>
    Object.fromEntries(pairs.map(({ key, value }) => [key, value]))

  it('reaches the tracking server with what the node gives it, and no word about another cloud', () => {
    assert.doesNotMatch(log, /unable to load cloud metadata|DefaultAzureCredential/)
  })

  it('logs parameters, tags and the last value of each metric', async () => {
    const { params, metrics, tags } = await runData()
    assert.deepEqual(asMap(params), { trees: '100', max_depth: '4' })
    assert.equal(asMap(tags)['team'], 'health')
    const values = asMap(metrics)
    assert.equal(values['accuracy'], 0.9)
    assert.equal(values['undefined'], 'NaN')
    assert.equal(values['loss'], 1 / 3)
  })

  it('keeps every step of a metric', async () => {
    const answer = await workspace.mlflow('GET', 'metrics/get-history?run_id=train&metric_key=loss')
    const points = answer.json()['metrics'] as { step: number; value: number }[]
    assert.deepEqual(
      points.map(({ step, value }) => [step, value]),
      [
        [0, 1],
        [1, 0.5],
        [2, 1 / 3],
      ],
    )
  })

  it('uploads figures and files as run artifacts', async () => {
    const answer = await workspace.mlflow('GET', 'artifacts/list?run_id=train&path=plots')
    const [figure] = answer.json()['files'] as { path: string; file_size: number }[]
    assert.equal(figure?.path, 'plots/roc.png')
    assert.ok(figure.file_size > 1000)
    assert.match(log, /LISTED \[.*'notes', 'plots'/)
  })

  it('is refused another value of a parameter, and an artifact that exists', () => {
    assert.match(log, /PARAM INVALID_PARAMETER_VALUE: Changing param values is not allowed/)
    assert.match(
      log,
      /ARTIFACT UserError: Resource Conflict: ArtifactId ExperimentRun\/dcid.train\/notes\/note.txt already exists/,
    )
  })

  it('starts nested runs below the job', async () => {
    const nested = /NESTED (\S+)/.exec(log)?.[1] ?? ''
    const children = (await workspace.history('/runs/train/children')).json()['value'] as Json[]
    assert.deepEqual(
      children.map(({ runId, status }) => [runId, status]),
      [[nested, 'Completed']],
    )
  })

  it('leaves the end of the job itself to the service', async () => {
    const answer = await workspace.mlflow('GET', 'runs/get?run_id=train')
    const { info } = answer.json()['run'] as { info: Json }
    assert.equal(info['status'], 'FINISHED')
    assert.match(
      String(info['artifact_uri']),
      /^azureml:\/\/localhost:\d+\/mlflow\/v2.0\/subscriptions\/.*\/experiments\/[-0-9a-f]{36}\/runs\/train\/artifacts$/,
    )
  })

  it('finds no logged models, which Azure ML does not have', async () => {
    const answer = await workspace.mlflow('GET', 'logged-models/m-1')
    assert.equal(answer.status, 404)
  })
})
