import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import type { RunningAzure } from '../../local/azure/api.ts'
import { startAzure } from '../../local/azure/api.ts'
import type { RunDocument } from '../../local/azure/run-history/run-document.ts'
import { listRuns } from '../../local/azure/run-history/runs.ts'
import { loggingModule } from '../contract/azure-ml/logging-by-rest.ts'
import type { AgentFolders } from './support/agent-folders.ts'
import { makeAgentFolders } from './support/agent-folders.ts'
import { azureStep } from './support/azure-step.ts'
import { launchTask, type Launch, type Launched } from './support/launch-task.ts'

const fixture = path.resolve('test/bundle/fixtures/tiny')

const SWEEP = `type: sweep
trial:
  code: ./src
  command: python sweep.py \${{search_space.score}} \${{outputs.model}}
  environment:
    image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
    conda_file: conda.yml
compute: azureml:cpu-cluster
identity: {type: user_identity}
sampling_algorithm: grid
search_space:
  score: {type: choice, values: [0.25, 0.75]}
objective: {primary_metric: roc_auc, goal: maximize}
limits: {max_total_trials: 2, max_concurrent_trials: 2}
outputs:
  model: {type: custom_model}
`

const TRIAL = `${loggingModule}
import pathlib, sys
log("roc_auc", float(sys.argv[1]))
pathlib.Path(sys.argv[2], "model.txt").write_text(sys.argv[1])
`

interface Registered {
  readonly properties: {
    readonly jobName: string
    readonly modelUri: string
    readonly tags: Record<string, string>
  }
}

describe('The bundled MLOpsTrain over local Azure', () => {
  let azure: RunningAzure
  let folders: AgentFolders
  let build = 0

  before(async () => {
    azure = await startAzure()
    folders = makeAgentFolders()
    const step = await azureStep(azure.description)
    const cluster = { computeName: 'cpu-cluster', size: 'Standard_DS3_v2', maxInstances: '1' }
    const made = await launchTask(folders, {
      ...step,
      task: 'MLOpsProvisionCompute',
      inputs: { ...step.inputs, ...cluster },
    })
    assert.equal(made.result, 'Succeeded', made.text)
  })
  after(() => azure.close())
  after(() => fs.rmSync(folders.root, { recursive: true }))
  beforeEach(() => {
    build += 1
    fs.rmSync(folders.sources, { recursive: true })
    fs.cpSync(fixture, folders.sources, { recursive: true })
  })

  async function train(
    inputs: Record<string, string>,
    changes: Partial<Launch> = {},
    agent = folders,
  ): Promise<Launched> {
    const step = await azureStep(azure.description)
    const variables = {
      ...step.variables,
      'System.TeamProjectId': 'heart',
      'Build.BuildId': String(build),
      ...changes.variables,
    }
    const defaults = { jobFile: 'job.yml', waitForCompletion: 'true' }
    return launchTask(agent, {
      ...step,
      task: 'MLOpsTrain',
      ...changes,
      variables,
      inputs: { ...step.inputs, ...defaults, ...inputs },
    })
  }

  /** On an agent of its own: one agent runs one step at a time. */
  async function trainBeside(
    inputs: Record<string, string>,
    variables: Record<string, string>,
  ): Promise<Launched> {
    const agent = makeAgentFolders()
    fs.cpSync(fixture, agent.sources, { recursive: true })
    try {
      return await train(inputs, { variables }, agent)
    } finally {
      fs.rmSync(agent.root, { recursive: true })
    }
  }

  const jobs = (): RunDocument[] => listRuns(azure.world)

  const models = (): Registered[] => azure.world.store.collection<Registered>('models').list()

  const write = (file: string, text: string): void => fs.writeFileSync(path.join(folders.sources, file), text)

  it('runs the job, shows its log, brings its output home and registers the model with its lineage', async () => {
    const done = await train({ downloadOutputs: 'all', modelName: 'tiny', tags: 'team=heart' })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.match(done.text, /hello world ä€/)
    assert.equal(done.outputs['jobStatus'], 'Completed')
    assert.equal(done.outputs['modelVersion'], '1')
    const home = path.join(folders.workspace, 'mlops')
    const model = path.join(home, 'outputs/named-outputs/model/model.txt')
    assert.equal(fs.readFileSync(model, 'utf8'), 'world')
    const handoff = JSON.parse(
      fs.readFileSync(path.join(home, 'build-pipeline-output-vars.json'), 'utf8'),
    ) as object
    assert.ok('model_version' in handoff && handoff.model_version === '1')
    const [registered] = models()
    assert.equal(registered?.properties.jobName, done.outputs['jobName'])
    assert.equal(registered?.properties.tags['team'], 'heart')
    assert.equal(registered?.properties.tags['mlops.build'], String(build))
  })

  it('lets no line of the job speak to the agent', async () => {
    const done = await train({ overrides: 'inputs.word=mallory' })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.match(done.text, /\*\*vso\[task\.setvariable variable=stolen\]yes/)
    assert.doesNotMatch(done.text, /##vso\[task\.setvariable variable=stolen\]/)
  })

  it('finds its own job when the step is run again, and registers its model once', async () => {
    const before = { jobs: jobs().length, models: models().length }
    const first = await train({ modelName: 'once' })
    const again = await train({ modelName: 'once' }, { variables: { 'System.JobAttempt': '2' } })
    assert.equal(again.result, 'Succeeded', again.text)
    assert.equal(again.outputs['jobName'], first.outputs['jobName'])
    assert.equal(again.outputs['modelVersion'], first.outputs['modelVersion'])
    assert.deepEqual(
      { jobs: jobs().length, models: models().length },
      { jobs: before.jobs + 1, models: before.models + 1 },
    )
  })

  it('fails with the exit code and the end of the log when the script ends with an error, and registers nothing', async () => {
    const before = models().length
    const { result, message, exitCode } = await train({ overrides: 'inputs.word=fail', modelName: 'never' })
    assert.equal(result, 'Failed')
    assert.equal(exitCode, 0)
    assert.match(message, /exit(ed)?.*code 1/)
    assert.match(message, /the data is no good/)
    assert.match(message, /What to do: /)
    assert.equal(models().length, before)
  })

  it('submits a new job after one that failed, and leaves the failed one as it is', async () => {
    const first = await train({ overrides: 'inputs.word=fail' })
    const second = await train({ overrides: 'inputs.word=better' })
    assert.equal(first.result, 'Failed')
    assert.equal(second.result, 'Succeeded', second.text)
    assert.equal(second.outputs['jobName'], `${first.outputs['jobName']}-2`)
  })

  it('uploads nothing, and registers no code, data or environment anew, the second time', async () => {
    const input = 'inputs.table.type=uri_file\ninputs.table.path=table.csv'
    write('table.csv', 'a,b\n1,2\n')
    const once = await train({ overrides: input })
    assert.equal(once.result, 'Succeeded', once.text)
    const before = azure.world.traffic.entries().length
    const twice = await train({ overrides: input }, { variables: { 'Build.BuildId': 'another' } })
    assert.equal(twice.result, 'Succeeded', twice.text)
    const writes = azure.world.traffic
      .entries()
      .slice(before)
      .filter(({ request, _client }) => _client === 'task' && request.method === 'PUT')
      .map(({ request }) => new URL(request.url).pathname.split('/').slice(-2).join('/'))
    assert.deepEqual(writes, [`jobs/${twice.outputs['jobName']}`])
  })

  it('ends at once without waiting, and a later step attaches and registers', async () => {
    const submitted = await train({ waitForCompletion: 'false' })
    assert.equal(submitted.result, 'Succeeded', submitted.text)
    assert.doesNotMatch(submitted.text, /hello world/)
    const { jobName = '' } = submitted.outputs
    const attach = { action: 'attach', jobFile: '', jobName, modelName: 'attached', downloadOutputs: 'model' }
    const attached = await train(attach)
    assert.equal(attached.result, 'Succeeded', attached.text)
    assert.match(attached.text, /hello world ä€/)
    assert.deepEqual([attached.outputs['jobName'], attached.outputs['modelVersion']], [jobName, '1'])
  })

  it('attaches to several jobs at once, and fails when one of them does', async () => {
    const [good, bad] = await Promise.all(
      ['good', 'fail'].map(word =>
        trainBeside(
          { waitForCompletion: 'false', overrides: `inputs.word=${word}` },
          { 'System.JobIdentifier': `legs.${word}` },
        ),
      ),
    )
    const names = [good?.outputs['jobName'], bad?.outputs['jobName']]
    const attached = await train({ action: 'attach', jobFile: '', jobName: names.join('\n') })
    assert.equal(attached.result, 'Failed')
    assert.match(attached.message, /^1 of 2 jobs did not complete\..*exit(ed)?.*code 1/s)
    assert.ok(attached.text.includes(`${names[0]} | hello good`), attached.text)
    assert.deepEqual(
      [attached.outputs['jobName'], attached.outputs['jobStatus']],
      [names.join(','), 'Completed,Failed'],
    )
  })

  it('gives each leg of a matrix, and each step in it, a job and a version of its own', async () => {
    const before = jobs().length
    const legs = ['legs.small', 'legs.large'].flatMap(leg =>
      ['MLOpsTrain', 'MLOpsTrain1'].map(name => ({
        'System.JobIdentifier': leg,
        'System.TaskInstanceName': name,
      })),
    )
    const done = await Promise.all(legs.map(variables => trainBeside({ modelName: 'legs' }, variables)))
    for (const { result, text } of done) assert.equal(result, 'Succeeded', text)
    assert.equal(new Set(done.map(({ outputs }) => outputs['jobName'])).size, 4)
    assert.equal(jobs().length, before + 4)
    assert.deepEqual(done.map(({ outputs }) => outputs['modelVersion']).sort(), ['1', '2', '3', '4'])
  })

  it('runs a sweep under its user, and registers what its best trial made with the sweep as its run', async () => {
    write('job.yml', SWEEP)
    write('src/sweep.py', TRIAL)
    const done = await train({ modelName: 'swept', downloadOutputs: 'model' })
    assert.equal(done.result, 'Succeeded', done.text)
    const swept = models().find(({ properties }) => properties.jobName === done.outputs['jobName'])
    assert.ok(swept, 'the lineage names the sweep')
    const best = jobs().find(({ runId }) => runId === done.outputs['jobName'])?.properties[
      'best_child_run_id'
    ]
    assert.ok(best)
    assert.ok(swept.properties.modelUri.includes(`/${best}/`), swept.properties.modelUri)
    const model = path.join(folders.workspace, 'mlops/outputs/named-outputs/model/model.txt')
    assert.equal(fs.readFileSync(model, 'utf8'), '0.75')
    assert.equal(done.outputs['metrics'], '{"roc_auc":0.75}')
  })

  it('names the package of an environment that cannot be built', async () => {
    write(
      'conda.yml',
      'name: broken\ndependencies:\n  - python\n  - pip:\n      - no-such-package-here==9.9.9\n',
    )
    const { result, message } = await train({})
    assert.equal(result, 'Failed')
    assert.match(message, /no-such-package-here/)
    assert.match(message, /environment of the job could not be built/)
    assert.match(message, /conda file/)
  })

  it('refuses a compute that does not exist before anything is uploaded', async () => {
    const before = azure.world.traffic.entries().length
    const { result, message } = await train({ overrides: 'compute=azureml:gpu-cluster' })
    assert.equal(result, 'Failed')
    assert.match(message, /has no compute "gpu-cluster"/)
    assert.match(message, /cpu-cluster/)
    const writes = azure.world.traffic
      .entries()
      .slice(before)
      .filter(({ request, _client }) => _client === 'task' && request.method === 'PUT')
    assert.deepEqual(writes, [])
  })

  it('tells file, line and column of a job file that cannot be read', async () => {
    write('job.yml', 'type: command\ncommand: [a, b\n')
    const { result, message } = await train({})
    assert.equal(result, 'Failed')
    assert.match(message, /job\.yml:\d+:\d+/)
  })

  it('reports every wrong input at once, before the first call', async () => {
    const before = azure.world.traffic.entries().length
    const { result, message } = await train({
      jobFile: 'no-such.yml',
      queueTimeoutInMinutes: 'soon',
      modelName: 'not a name!',
      tags: 'no pair',
      workspaceName: '',
    })
    assert.equal(result, 'Failed')
    for (const name of ['jobFile', 'queueTimeoutInMinutes', 'modelName', 'tags', 'workspaceName']) {
      assert.ok(message.includes(`'${name}'`), `${name} is not named in: ${message}`)
    }
    const calls = azure.world.traffic
      .entries()
      .slice(before)
      .filter(({ _client }) => _client === 'task')
    assert.deepEqual(calls, [])
  })

  it('writes nothing when it only validates', async () => {
    const before = jobs().length
    const { result, text } = await train({ validateOnly: 'true' })
    assert.equal(result, 'Succeeded', text)
    assert.equal(jobs().length, before)
  })

  it('leaves the job Canceled when the pipeline is cancelled, and dies by the signal', async () => {
    const cancelled = await train(
      { overrides: 'inputs.word=wait' },
      { cancel: { when: 'hello wait', signal: 'SIGINT' } },
    )
    assert.equal(cancelled.signal, 'SIGINT', cancelled.text)
    const taskVariables = cancelled.taskVariables
    const post = await train({}, { role: 'post', taskVariables })
    assert.equal(post.exitCode, 0)
    assert.match(post.text, /is Canceled/)
    const job = jobs().find(({ runId }) => runId === cancelled.outputs['jobName'])
    assert.equal(job?.status, 'Canceled')
  })

  it('cancels in the post-job part the job of a main part that was killed', async () => {
    const killed = await train(
      { overrides: 'inputs.word=wait' },
      { cancel: { when: 'hello wait', signal: 'SIGKILL' } },
    )
    assert.equal(killed.signal, 'SIGKILL')
    const post = await train({}, { role: 'post', taskVariables: killed.taskVariables })
    assert.match(post.text, /is Canceled/)
  })

  it('runs in a classic release, where paths are rooted at the release folder', async () => {
    const release = path.join(folders.workspace, 'a')
    fs.cpSync(fixture, release, { recursive: true })
    const variables = {
      'Release.ReleaseId': '7',
      'Release.ReleaseName': 'Release-7',
      'Release.DefinitionName': 'chd',
    }
    const done = await train({ modelName: 'released' }, { hostType: 'release', variables })
    assert.equal(done.result, 'Succeeded', done.text)
    assert.ok(fs.existsSync(path.join(release, 'mlops/build-pipeline-output-vars.json')))
  })
})
