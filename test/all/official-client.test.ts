import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { startAzure, type RunningAzure } from '../../local/azure/api.ts'
import { makeAgentFolders, type AgentFolders } from '../bundle/support/agent-folders.ts'
import { azureStep } from '../bundle/support/azure-step.ts'
import { launchTask } from '../bundle/support/launch-task.ts'

type Fact = Readonly<Record<string, unknown>>

const tiny = path.resolve('test/bundle/fixtures/tiny')
const program = path.resolve('test/all/official-client/use.py')

/**
 * The client that Microsoft publishes, unmodified and at a pinned version. Its logs need the account key: with keys
 * disabled it hands its credential to a function that signs with a key, and fails by itself.
 */
describe('The official Python client over local Azure', function () {
  this.timeout(600_000)
  let azure: RunningAzure
  let folders: AgentFolders
  let output = ''
  let facts: Fact[] = []
  const actions: string[] = []

  before(async () => {
    azure = await startAzure({ config: { accountKey: true } })
    folders = makeAgentFolders()
    fs.cpSync(tiny, folders.sources, { recursive: true })
    await trainOurs()
    output = await useClient()
    facts = output
      .split('\n')
      .flatMap(line => (line.startsWith('FACT ') ? [JSON.parse(line.slice(5)) as Fact] : []))
  })
  after(() => azure.close())
  after(() => fs.rmSync(folders.root, { recursive: true }))

  async function trainOurs(): Promise<void> {
    const step = await azureStep(azure.description)
    const launch = (task: string, inputs: Record<string, string>) =>
      launchTask(folders, { ...step, task, inputs: { ...step.inputs, ...inputs } })
    const cluster = {
      computeName: 'cpu-cluster',
      size: 'Standard_DS3_v2',
      maxInstances: '2',
      idleTimeBeforeScaleDown: '300',
      identityType: 'system_assigned',
      tags: 'team=heart',
    }
    const provision = async (inputs: Record<string, string>): Promise<void> => {
      const made = await launch('MLOpsProvisionCompute', { ...cluster, ...inputs })
      assert.equal(made.result, 'Succeeded', made.text)
      actions.push(made.outputs['computeAction'] ?? '')
    }
    await provision({})
    for (const maxInstances of ['2', '3']) await provision({ computeName: 'reused', maxInstances })
    await provision({ computeName: 'updated' })
    await provision({ computeName: 'updated', maxInstances: '3', identityType: 'none', whenExists: 'update' })
    await provision({ computeName: 'updated', maxInstances: '3', tags: 'cost=42', whenExists: 'update' })
    const inputs = { jobFile: 'job.yml', waitForCompletion: 'true', modelName: 'ours', tags: 'team=heart' }
    const trained = await launch('MLOpsTrain', inputs)
    assert.equal(trained.result, 'Succeeded', trained.text)
  }

  async function useClient(): Promise<string> {
    const description = path.join(folders.root, 'azure.json')
    fs.writeFileSync(description, JSON.stringify(azure.description))
    const python = process.platform === 'win32' ? 'python' : 'python3'
    const child = spawn(python, [program, description, folders.sources], {
      cwd: folders.root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [said, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)])
    assert.equal(code, 0, `${said}\n${errors}`)
    return said
  }

  const fact = (name: string): Fact => {
    const found = facts.find(each => name in each)
    assert.ok(found, `the client told no ${name}: ${output}`)
    return found
  }

  it('creates a compute, and finds it beside the one that our task made', () => {
    assert.deepEqual(fact('compute'), { compute: 'official', size: 'STANDARD_DS3_V2', state: 'Succeeded' })
    assert.deepEqual(fact('clusters'), {
      clusters: ['cpu-cluster', 'official', 'reused', 'updated'],
    })
  })

  it('reads back the clusters that our task made, reused and updated', () => {
    assert.deepEqual(actions, ['created', 'created', 'reused', 'created', 'updated', 'updated'])
    const found = facts.filter(each => 'cluster' in each) as { tags: Record<string, string>; max: number }[]
    const [{ tags, ...made }, reused, updated] = found as [(typeof found)[0], Fact, Fact]
    assert.equal(tags['team'], 'heart')
    assert.deepEqual(made, MADE)
    const ours = { 'mlops.build': tags['mlops.build'] }
    assert.deepEqual(plain(reused), { ...MADE, cluster: 'reused', tags: { team: 'heart', ...ours } })
    assert.deepEqual(plain(updated), {
      ...MADE,
      cluster: 'updated',
      max: 3,
      tags: { team: 'heart', cost: '42', ...ours },
    })
  })

  it('submits a command job and streams its log', () => {
    const { type, status } = fact('job')
    assert.deepEqual({ type, status }, { type: 'command', status: 'Completed' })
    assert.match(output, /Streaming user_logs\/std_log.txt\n=+\n+hello world ä€/)
    assert.match(output, /Execution Summary/)
  })

  it('registers the output of its job as a model, and brings the files home', () => {
    assert.deepEqual(fact('model'), { model: 'official', version: '1' })
    const home = path.join(folders.sources, 'home/official/model/model.txt')
    assert.equal(fs.readFileSync(home, 'utf8'), 'world')
  })

  it('submits a pipeline with data of its own, streams it, and lists its steps', () => {
    const { status } = facts.find(each => each['type'] === 'pipeline') ?? {}
    assert.equal(status, 'Completed')
    assert.deepEqual(fact('steps'), { steps: ['prepare', 'train'] })
  })

  it('reads back what our task registered: the version, its job, the tags, the files', () => {
    const { tags, ...model } = fact('theirs') as { tags: Record<string, string> }
    const { tags: _, ...job } = fact('trainedBy')
    assert.deepEqual(model, { theirs: 'ours', version: '1', type: 'custom_model', job: job['trainedBy'] })
    assert.equal(tags['team'], 'heart')
    assert.equal(tags['mlops.build'], '1')
    assert.deepEqual({ ...job, trainedBy: '' }, { trainedBy: '', status: 'Completed', experiment: 'chd' })
    const file = path.join(folders.root, 'theirs/ours/model/model.txt')
    assert.equal(fs.readFileSync(file, 'utf8'), 'world')
  })
})

/** As it was asked for. */
const MADE = {
  cluster: 'cpu-cluster',
  state: 'Succeeded',
  size: 'STANDARD_DS3_V2',
  tier: 'dedicated',
  min: 0,
  max: 2,
  idle: 300,
  ssh: false,
  identity: 'system_assigned',
  public: true,
  description: null,
}

/** Without the tags that tell the commit and the run, which are those of the machine. */
function plain({ tags, ...cluster }: Fact): Fact {
  const kept = Object.entries(tags as Record<string, string>).filter(
    ([tag]) => !tag.startsWith('mlops.') || tag === 'mlops.build',
  )
  return { ...cluster, tags: Object.fromEntries(kept) }
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise(resolve => {
    child.on('close', resolve)
  })
