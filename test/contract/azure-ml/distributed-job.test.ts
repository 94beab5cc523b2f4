import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

/** Rank 0 listens on the master's port, the others call it: they can only end well together. */
const meet = `
import os, socket, sys, pathlib
rank, world = int(os.environ['RANK']), int(os.environ['WORLD_SIZE'])
address = (os.environ['MASTER_ADDR'], int(os.environ['MASTER_PORT']))
print('rank', rank, 'local', os.environ['LOCAL_RANK'], 'node', os.environ['NODE_RANK'], 'of', world, flush=True)
if rank == 0:
    server = socket.create_server(address)
    seen = sorted(server.accept()[0].recv(10).decode() for _ in range(world - 1))
    print('met', ','.join(seen))
else:
    for attempt in range(600):
        try:
            socket.create_connection(address).send(str(rank).encode())
            break
        except ConnectionRefusedError:
            import time; time.sleep(0.05)
    else:
        sys.exit('nobody there')
pathlib.Path(sys.argv[1], f'part-{rank}').write_text('x')
pathlib.Path('outputs', f'rank-{rank}').write_text('x')
`

describe('A distributed command job in local Azure', function () {
  this.timeout(120_000)
  let workspace: WorkspaceUnderTest
  let environmentId: string
  let codeId: string

  before(async () => {
    workspace = await startWorkspace()
    environmentId = await workspace.plainEnvironment()
    codeId = await workspace.upload({ 'meet.py': meet })
  })
  after(() => workspace.close())

  const submit = (name: string, properties: Json) =>
    workspace.ok('PUT', `/jobs/${name}`, {
      properties: { jobType: 'Command', environmentId, ...properties },
    })
  const logNames = async (name: string) => Object.keys((await workspace.details(name)).logFiles).sort()

  describe('of PyTorch, two processes on each of two nodes', () => {
    before(async () => {
      await submit('torch', {
        codeId,
        command: 'python meet.py ${{outputs.parts}}',
        outputs: { parts: { jobOutputType: 'uri_folder' } },
        resources: { instanceCount: 2 },
        distribution: { distributionType: 'PyTorch', processCountPerInstance: 2 },
      })
      const run = await workspace.waitFor('torch', 'Completed', 'Failed')
      assert.equal(run['status'], 'Completed', JSON.stringify(run['error']))
    })

    it('starts four processes that find each other', async () => {
      assert.match(await workspace.readLog('torch', 'user_logs/std_log_process_0.txt'), /met 1,2,3/)
    })

    it('tells each its ranks, and keeps a log of each', async () => {
      assert.deepEqual(
        await logNames('torch'),
        [0, 1, 2, 3].map(rank => `user_logs/std_log_process_${rank}.txt`),
      )
      const third = await workspace.readLog('torch', 'user_logs/std_log_process_3.txt')
      assert.equal(third, 'rank 3 local 1 node 1 of 4\n')
    })

    it('brings up the named output and the artifacts of every process', async () => {
      const { blobs, settings } = workspace.azure.world
      const parts = await blobs.list(`azureml-blobstore-${settings.workspaceId}`, 'azureml/torch/parts/')
      assert.equal(parts.length, 4)
      const artifacts = await blobs.list('azureml', 'ExperimentRun/dcid.torch/outputs/')
      assert.equal(artifacts.length, 4)
    })
  })

  it('fails with the first process that fails, and ends the others', async () => {
    await submit('torn', {
      command: 'if [ $RANK = 1 ]; then echo broken >&2; exit 7; fi; sleep 600',
      distribution: { distributionType: 'PyTorch', processCountPerInstance: 2 },
    })
    await workspace.waitFor('torn', 'Failed')
    const message = (await workspace.details('torn')).error?.error.message ?? ''
    assert.match(message, /status code 7\..*std_log_process_1\.txt.*broken/s)
  })

  it('of TensorFlow tells each its task in the cluster', async () => {
    await submit('flow', {
      command: 'echo $TF_CONFIG',
      resources: { instanceCount: 2 },
      distribution: { distributionType: 'TensorFlow', workerCount: 2, parameterServerCount: 1 },
    })
    await workspace.waitFor('flow', 'Completed')
    const config = JSON.parse(await workspace.readLog('flow', 'user_logs/std_log_process_1.txt')) as {
      cluster: Record<string, string[]>
      task: Json
    }
    assert.deepEqual([config.cluster['worker']?.length, config.cluster['ps']?.length], [2, 1])
    assert.deepEqual(config.task, { type: 'worker', index: 1 })
    const server = await workspace.readLog('flow', 'user_logs/std_log_process_2_ps.txt')
    assert.match(server, /"task":\{"type":"ps","index":0\}/)
  })

  it('of MPI has the variables of Open MPI', async () => {
    await submit('mpi', {
      command: 'echo $OMPI_COMM_WORLD_RANK of $OMPI_COMM_WORLD_SIZE',
      distribution: { distributionType: 'Mpi', processCountPerInstance: 2 },
    })
    await workspace.waitFor('mpi', 'Completed')
    assert.equal(await workspace.readLog('mpi', 'user_logs/std_log_process_1.txt'), '1 of 2\n')
  })

  describe('on a cluster', () => {
    before(() =>
      workspace.ok('PUT', '/computes/small', {
        location: 'westeurope',
        properties: {
          computeType: 'AmlCompute',
          properties: { vmSize: 'Standard_DS2_v2', scaleSettings: { maxNodeCount: 2, minNodeCount: 0 } },
        },
      }),
    )
    const computeId = () => `${workspace.id}/computes/small`

    it('holds as many nodes as it has, so that another job waits', async () => {
      const wide = { computeId: computeId(), resources: { instanceCount: 2 } }
      await submit('wide', { ...wide, command: 'sleep 600' })
      await workspace.waitFor('wide', 'Running')
      await submit('behind', { computeId: computeId(), command: 'true' })
      await workspace.waitFor('behind', 'Queued')
      const { nodes } = (await workspace.ok('POST', '/computes/small/listNodes')) as { nodes: Json[] }
      assert.deepEqual(
        nodes.map(node => node['nodeState']),
        ['running', 'running'],
      )
      await workspace.arm('POST', '/jobs/wide/cancel')
      await workspace.waitFor('behind', 'Completed')
    })

    it('is not overtaken by a smaller job that came later', async () => {
      const on = { computeId: computeId() }
      await submit('holds-one', { ...on, command: 'sleep 600' })
      await workspace.waitFor('holds-one', 'Running')
      await submit('wants-two', { ...on, command: 'true', resources: { instanceCount: 2 } })
      await workspace.waitFor('wants-two', 'Queued')
      await submit('wants-one', { ...on, command: 'true' })
      await workspace.waitFor('wants-one', 'Queued')
      await workspace.arm('POST', '/jobs/holds-one/cancel')
      const first = await workspace.waitFor('wants-two', 'Completed')
      const second = await workspace.waitFor('wants-one', 'Completed')
      assert.ok(String(first['startTimeUtc']) < String(second['startTimeUtc']))
    })

    it('is refused when the cluster can never have as many nodes', async () => {
      const answer = await workspace.arm('PUT', '/jobs/too-wide', {
        properties: {
          jobType: 'Command',
          environmentId,
          computeId: computeId(),
          command: 'true',
          resources: { instanceCount: 3 },
        },
      })
      assert.equal(answer.status, 400)
      assert.match(answer.text, /asks for 3 nodes, but the compute target 'small' has at most 2/)
    })
  })
})
