import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import { BlobClient } from '@azure/storage-blob'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

const train = `
import os, pathlib, sys
print('rows', len(pathlib.Path(sys.argv[1]).read_text().splitlines()), flush=True)
print('rate', sys.argv[2], 'by', os.environ['WHO'])
print('to stderr', file=sys.stderr)
pathlib.Path(sys.argv[3], 'model.txt').write_text('weights')
pathlib.Path('outputs', 'report.txt').write_text('all well')
`

describe('A command job in local Azure', function () {
  this.timeout(120_000)
  let workspace: WorkspaceUnderTest
  let environmentId: string
  let remote: string
  let client: AzureMachineLearningWorkspaces

  before(async () => {
    remote = mkdtempSync(join(tmpdir(), 'remote-data-'))
    mkdirSync(join(remote, 'set'))
    writeFileSync(join(remote, 'set', 'a.csv'), 'remote\n')
    workspace = await startWorkspace({ data: { 'https://example.test/public/': remote } })
    environmentId = await workspace.plainEnvironment()
    const { subscriptionId, endpoints } = workspace.azure.description
    client = new AzureMachineLearningWorkspaces(workspace.azure.credential, subscriptionId, {
      endpoint: endpoints.resourceManager,
      credentialScopes: 'https://management.azure.com/.default',
      ...workspace.azure.trust,
    })
  })
  after(async () => {
    await workspace.close()
    rmSync(remote, { recursive: true })
  })

  const submit = (name: string, properties: Json) =>
    workspace.ok('PUT', `/jobs/${name}`, { properties: { jobType: 'Command', environmentId, ...properties } })
  const errorOf = async (name: string) => (await workspace.details(name)).error?.error

  it('takes numbers and booleans as variables, as the official client sends them', async () => {
    const command = 'echo "[$NUMBER] [$FLAG]"'
    await submit('variables', { command, environmentVariables: { NUMBER: 3, FLAG: true } })
    await workspace.waitFor('variables', 'Completed', 'Failed')
    assert.match(await workspace.readLog('variables'), /^\[3\] \[true\]$/m)
  })

  describe('that succeeds', () => {
    let created: Json

    before(async () => {
      const codeId = await workspace.upload({ 'train.py': train, 'package/helper.py': '' })
      await workspace.azure.world.blobs.put(blobStore(), 'tables/heart.csv', 'a\n1\n2\n')
      created = await submit('whole', {
        codeId,
        command:
          'python train.py ${{inputs.table}} ${{inputs.rate}} ${{outputs.model}} $[[--limit ${{inputs.limit}}]]',
        environmentVariables: { WHO: 'nurse' },
        inputs: {
          rate: { jobInputType: 'literal', value: '0.1' },
          table: {
            jobInputType: 'uri_file',
            uri: 'azureml://datastores/workspaceblobstore/paths/tables/heart.csv',
          },
        },
        outputs: { model: { jobOutputType: 'custom_model' } },
        tags: { team: 'health' },
      })
      await workspace.waitFor('whole', 'Completed', 'Failed')
    })

    const blobStore = () => `azureml-blobstore-${workspace.azure.world.settings.workspaceId}`

    it('is answered as created, with the outputs and services that Azure adds', () => {
      const properties = created['properties'] as {
        status: string
        outputs: Json
        services: Record<string, Json>
      }
      assert.equal(properties.status, 'Starting')
      assert.deepEqual(
        (properties.outputs['default'] as Json)['uri'],
        'azureml://datastores/workspaceartifactstore/ExperimentRun/dcid.whole',
      )
      assert.match(
        String(properties.services['Studio']?.['endpoint']),
        /^https:\/\/ml.azure.com\/runs\/whole\?wsid=\/subscriptions\//,
      )
    })

    it('is Completed to the official client', async () => {
      const job = await client.jobs.get('rg-mlops', 'ws-mlops', 'whole')
      assert.equal(job.properties.status, 'Completed')
      assert.equal('error' in job.properties, false)
    })

    it('runs its command over snapshot, inputs and variables, and logs both streams', async () => {
      const log = await workspace.readLog('whole')
      assert.match(log, /^rows 3$/m)
      assert.match(log, /^rate 0.1 by nurse$/m)
      assert.match(log, /^to stderr$/m)
    })

    it('has a log that is read by ranges, with 416 at its end', async () => {
      const { logFiles } = await workspace.details('whole')
      const address = logFiles['user_logs/std_log.txt'] ?? ''
      const blob = new BlobClient(address, undefined, { ...workspace.azure.trust } as object)
      const whole = await workspace.readLog('whole')
      assert.equal((await blob.downloadToBuffer(4)).toString(), whole.slice(4))
      const past = await workspace.azure.call('GET', address, {
        headers: { 'x-ms-range': `bytes=${Buffer.byteLength(whole)}-` },
      })
      assert.equal(past.status, 416)
    })

    it('signs the log links anew at each call', async () => {
      const first = (await workspace.details('whole')).logFiles
      workspace.azure.world.clock.advance(60_000)
      const second = (await workspace.details('whole')).logFiles
      assert.notEqual(first['user_logs/std_log.txt'], second['user_logs/std_log.txt'])
    })

    it('uploads named outputs to the default datastore and ./outputs to its artifacts', async () => {
      const { blobs } = workspace.azure.world
      assert.equal((await blobs.get(blobStore(), 'azureml/whole/model/model.txt')).toString(), 'weights')
      assert.equal(
        (await blobs.get('azureml', 'ExperimentRun/dcid.whole/outputs/report.txt')).toString(),
        'all well',
      )
    })

    it('names its outputs as assets, which the data plane resolves', async () => {
      const { outputs } = (await workspace.details('whole')) as unknown as {
        outputs: Record<string, { assetId: string; type: string }>
      }
      assert.equal(outputs['model']?.type, 'CustomModel')
      const id = outputs['model']?.assetId ?? ''
      const { azure } = workspace
      const token = (await azure.credential.getToken('https://ml.azure.com/.default')).token
      const url = `${azure.description.endpoints.dataPlane}/modelregistry/v1.0${workspace.id}/models/batchGetResolvedUris`
      const answer = await azure.call('POST', url, { token, body: { values: [id] } })
      const values = answer.json()['values'] as Record<string, { path: string }>
      assert.match(
        values[id]?.path ?? '',
        /^azureml:\/\/subscriptions\/.*\/datastores\/workspaceblobstore\/paths\/azureml\/whole\/model\/$/,
      )
    })

    it('replaces its tags when it is put again, and starts nothing', async () => {
      const again = await workspace.ok('PUT', '/jobs/whole', {
        properties: {
          jobType: 'Command',
          environmentId,
          command: 'python other.py',
          tags: { stage: 'test' },
        },
      })
      const properties = again['properties'] as Json
      assert.deepEqual(properties['tags'], { stage: 'test' })
      assert.match(String(properties['command']), /train.py/)
      assert.equal(properties['status'], 'Completed')
    })
  })

  it('fails with the exit code and the last words of its standard error', async () => {
    await submit('exits', { command: 'python -c "import sys; print(1); sys.exit(\'no such column: age\')"' })
    await workspace.waitFor('exits', 'Failed')
    const error = await errorOf('exits')
    assert.equal(error?.code, 'UserError')
    assert.match(
      error.message,
      /Execution failed. User process 'python' exited with status code 1\. .*no such column: age/s,
    )
  })

  it('is cancelled with its whole process group, also where SIGTERM is ignored', async () => {
    const script = `
import os, signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(['sleep', '600'])
print('child', child.pid, flush=True)
time.sleep(600)
`
    const codeId = await workspace.upload({ 'wait.py': script })
    await submit('endless', { codeId, command: 'python wait.py' })
    await workspace.waitFor('endless', 'Running')
    const child = await pollLog('endless', /child (\d+)/)
    const answer = await workspace.arm('POST', '/jobs/endless/cancel')
    assert.deepEqual(
      [answer.status, answer.text, answer.headers['x-ms-async-operation-timeout']],
      [202, 'null', 'PT1H'],
    )
    assert.match(String(answer.headers['location']), /\/mfeOperationResults\/jc:/)
    assert.equal((await workspace.waitFor('endless', 'CancelRequested', 'Canceled'))['error'], null)
    await workspace.waitFor('endless', 'Canceled')
    assert.equal(isAlive(child), false)
  })

  it('is cancelled when it runs longer than its limit', async () => {
    await submit('slow', { command: 'sleep 600', limits: { jobLimitsType: 'Command', timeout: 'PT1S' } })
    const run = await workspace.waitFor('slow', 'Canceled', 'Failed')
    assert.equal(run['status'], 'Canceled')
    assert.match((await errorOf('slow'))?.message ?? '', /longer than its limit of PT1S/)
  })

  it('waits in Queued while its cluster has no free node', async () => {
    await workspace.ok('PUT', '/computes/one-node', {
      location: 'westeurope',
      properties: {
        computeType: 'AmlCompute',
        properties: { vmSize: 'Standard_DS2_v2', scaleSettings: { maxNodeCount: 1 } },
      },
    })
    const computeId = `${workspace.id}/computes/one-node`
    await submit('first', { command: 'sleep 600', computeId })
    await workspace.waitFor('first', 'Running')
    await submit('second', { command: 'echo done', computeId })
    await workspace.waitFor('second', 'Queued')
    const compute = (await workspace.ok('GET', '/computes/one-node'))['properties'] as {
      properties: { nodeStateCounts: Json }
    }
    assert.equal(compute.properties.nodeStateCounts['runningNodeCount'], 1)
    await client.jobs.beginCancelAndWait('rg-mlops', 'ws-mlops', 'first', { updateIntervalInMs: 50 })
    assert.equal((await client.jobs.get('rg-mlops', 'ws-mlops', 'first')).properties.status, 'Canceled')
    await workspace.waitFor('second', 'Completed')
  })

  it('stays in Queued until it was read as often as the pace says', async () => {
    const { pace } = workspace.azure.world
    pace.set('job', { kind: 'reads', count: 3 })
    await submit('paced', { command: 'true' })
    const status = async () => ((await workspace.ok('GET', '/jobs/paced'))['properties'] as Json)['status']
    const seen = [await status(), await status()]
    pace.clear()
    await workspace.waitFor('paced', 'Completed')
    assert.ok(seen.includes('Queued') || seen.includes('Starting'), seen.join())
  })

  it('reads remote data from the directory that is mapped to it, and fails without', async () => {
    const input = (uri: string) => ({
      inputs: { data: { jobInputType: 'uri_folder', uri } },
      command: 'cat ${{inputs.data}}/a.csv',
    })
    await submit('mapped', input('https://example.test/public/set/'))
    await submit('unmapped', input('wasbs://other@example.test/set/'))
    await workspace.waitFor('mapped', 'Completed')
    assert.equal(await workspace.readLog('mapped'), 'remote\n')
    await workspace.waitFor('unmapped', 'Failed')
    assert.match(
      (await errorOf('unmapped'))?.message ?? '',
      /DataAccessError\(ConnectionFailure\).*--data PREFIX=DIR/,
    )
  })

  it('registers an output that has an asset name, which another job reads as its input', async () => {
    const outputs = { table: { jobOutputType: 'uri_folder', assetName: 'clean-table' } }
    await submit('writes', { command: 'echo clean > ${{outputs.table}}/t.csv', outputs })
    await workspace.waitFor('writes', 'Completed')
    const version = (await workspace.ok('GET', '/data/clean-table/versions/1'))['properties'] as Json
    assert.match(String(version['dataUri']), /\/paths\/azureml\/writes\/table\/$/)
    const inputs = { table: { jobInputType: 'uri_folder', uri: 'azureml:clean-table:1' } }
    await submit('reads', { command: 'cat ${{inputs.table}}/t.csv', inputs })
    await workspace.waitFor('reads', 'Completed')
    assert.equal(await workspace.readLog('reads'), 'clean\n')
  })

  it('fails as a mount does when an input is nowhere', async () => {
    const uri = 'azureml://datastores/workspaceblobstore/paths/nothing/here/'
    await submit('missing', { command: 'true', inputs: { data: { jobInputType: 'uri_folder', uri } } })
    await workspace.waitFor('missing', 'Failed')
    assert.match(
      (await errorOf('missing'))?.message ?? '',
      /input 'data' failed: DataAccessError\(NotFound\)/,
    )
  })

  it('names the environment that cannot be built, in its build log too', async () => {
    const condaFile = 'dependencies:\n  - python=3.11\n  - cudatoolkit=11.8=h6a678d5\n'
    await workspace.ok('PUT', '/environments/broken/versions/1', { properties: { image: 'base', condaFile } })
    await submit('unbuilt', {
      command: 'true',
      environmentId: `${workspace.id}/environments/broken/versions/1`,
    })
    await workspace.waitFor('unbuilt', 'Failed')
    assert.match(
      (await errorOf('unbuilt'))?.message ?? '',
      /^Image build failed\. .*cudatoolkit=11.8=h6a678d5/,
    )
    assert.match(
      await workspace.readLog('unbuilt', 'azureml-logs/20_image_build_log.txt'),
      /the build string "h6a678d5" exists only in conda/,
    )
  })

  it('names machine and mirror when neither has the Python that is asked for', async () => {
    await workspace.ok('PUT', '/environments/old/versions/1', {
      properties: { image: 'base', condaFile: 'dependencies: [python=3.5]' },
    })
    await submit('old', { command: 'true', environmentId: `${workspace.id}/environments/old/versions/1` })
    await workspace.waitFor('old', 'Failed')
    assert.match(
      (await errorOf('old'))?.message ?? '',
      /asks for Python 3.5\. This machine does not have it .*UV_PYTHON_INSTALL_MIRROR/,
    )
  })

  it('runs an image without a conda file only when a stand-in is known, and says so in its log', async () => {
    const image = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'
    await workspace.ok('PUT', '/environments/known/versions/1', { properties: { image } })
    await workspace.ok('PUT', '/environments/foreign/versions/1', {
      properties: { image: 'example.io/own:3' },
    })
    await submit('played', {
      command: 'python -V',
      environmentId: `${workspace.id}/environments/known/versions/1`,
    })
    await submit('pulled', { command: 'true', environmentId: `azureml:foreign:1` })
    await workspace.waitFor('played', 'Completed')
    assert.match(await workspace.readLog('played'), /played by a stand-in with Python 3.11[^]*Python 3\.11/)
    await workspace.waitFor('pulled', 'Failed')
    assert.match((await errorOf('pulled'))?.message ?? '', /Failed to pull Docker image example.io\/own:3/)
  })

  describe('that is wrong', () => {
    const refused = async (properties: Json) => {
      const answer = await workspace.arm('PUT', '/jobs/wrong', {
        properties: { jobType: 'Command', environmentId, command: 'true', ...properties },
      })
      assert.equal((await workspace.arm('GET', '/jobs/wrong')).status, 404)
      return { status: answer.status, ...(answer.json()['error'] as { code: string; message: string }) }
    }

    it('is refused for an unknown compute', async () => {
      const { status, message } = await refused({ computeId: `${workspace.id}/computes/nowhere` })
      assert.deepEqual([status, message], [400, "Unknown compute target 'nowhere'."])
    })

    it('is refused for a literal that is no text', async () => {
      const { status, message } = await refused({ inputs: { rate: { jobInputType: 'literal', value: 0.1 } } })
      assert.equal(status, 400)
      assert.match(message, /\/properties\/inputs\/rate\/value must be string/)
    })

    it('is refused without a command, with every fault named', async () => {
      const { message } = await refused({ command: '', resources: { instanceCount: 'two' } })
      assert.match(message, /\/properties\/command/)
      assert.match(message, /\/properties\/resources\/instanceCount must be integer/)
    })

    it('is refused for an output whose name would lead out of the node', async () => {
      const { status } = await refused({ outputs: { '../../escape': { jobOutputType: 'uri_folder' } } })
      assert.equal(status, 400)
    })

    it('is refused for an environment that nobody registered', async () => {
      const { status, code } = await refused({
        environmentId: `${workspace.id}/environments/none/versions/1`,
      })
      assert.deepEqual([status, code], [404, 'UserError'])
    })
  })

  /** A zombie whose parent is gone waits for init and is dead all the same. */
  function isAlive(pid: string): boolean {
    const state = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout.trim()
    return state !== '' && !state.startsWith('Z')
  }

  async function pollLog(runId: string, pattern: RegExp): Promise<string> {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const found = pattern.exec(await workspace.readLog(runId))
      if (found?.[1]) return found[1]
    }
    return assert.fail(`The log of ${runId} never showed ${String(pattern)}.`)
  }
})
