import assert from 'node:assert/strict'
import { callControl } from '../../../local/azure/control-client.ts'
import { LockLostError } from '../../../tasks/common/rollout/lock/endpoint-lock.ts'
import { tryToTake } from '../../../tasks/common/rollout/lock/take-endpoint.ts'
import { azureMonitorMetric } from '../../../tasks/common/rollout/metric/azure-monitor.ts'
import { insightsQuery } from '../../../tasks/common/rollout/metric/insights-query.ts'
import { openDatastore } from '../../../tasks/common/machinelearning/datastore/datastore.ts'
import { type ServingWorkspace, startWithCluster } from '../azure-serving/serving-workspace.ts'
import { libraryOver, type LibraryOverAzure } from './library-over-azure.ts'

const FIRST = { key: '1'.repeat(64), title: 'build 1' }
const SECOND = { key: '2'.repeat(64), title: 'build 2' }

describe('what a roll-out asks of storage and of Azure Monitor, over local Azure', function () {
  this.timeout(60_000)
  let azure: ServingWorkspace
  let library: LibraryOverAzure

  before(async () => {
    azure = await startWithCluster()
    library = await libraryOver(azure.azure.description)
    await azure.makeEndpoint('watched')
  })
  after(() => azure.close())
  afterEach(() => callControl(azure.azure.description, 'DELETE', '/monitor'))

  const taken = async (endpoint: string, holder = FIRST) => {
    const tried = await tryToTake(library.workspace, endpoint, holder)
    assert.ok('lock' in tried, JSON.stringify(tried))
    return tried.lock
  }

  it('gives an endpoint to one run at a time, and says to the other who has it', async () => {
    const lock = await taken('one')
    assert.deepEqual(await tryToTake(library.workspace, 'one', SECOND), { other: 'build 1' })
    await lock.release()
    await (await taken('one', SECOND)).release()
  })

  it('gives it to one of two that ask at the same moment', async () => {
    const holders = Array.from({ length: 6 }, (_, n) => ({ key: String(n).repeat(64), title: `build ${n}` }))
    const tried = await Promise.all(holders.map(holder => tryToTake(library.workspace, 'crowd', holder)))
    assert.equal(tried.filter(one => 'lock' in one).length, 1)
  })

  it('gives it at once to another attempt of the same step, and takes it from the earlier one', async () => {
    const first = await taken('again')
    await first.hold()
    const second = await taken('again')
    await assert.rejects(first.hold(), LockLostError)
    await assert.rejects(first.note(null), LockLostError)
    await first.release()
    await second.hold()
    await second.note(null)
  })

  it('tells a run that lost it, before it writes', async () => {
    const lock = await taken('lost')
    const { container } = await openDatastore(library.workspace, 'workspaceblobstore')
    const blob = container.getBlobClient('mlops/rollouts/lost.json')
    await blob.getBlobLeaseClient().breakLease(0)
    await taken('lost', SECOND)
    await assert.rejects(lock.hold(), LockLostError)
    await assert.rejects(lock.note(null), LockLostError)
  })

  it('keeps the record of the last holder', async () => {
    await (await taken('record')).release()
    const { found } = await taken('record', SECOND)
    assert.ok(found)
    const { writer: _writer, ...rest } = found
    assert.deepEqual(rest, { holder: FIRST, unfinished: null, owner: null })
  })

  const show = (path: string, body: object) =>
    callControl(azure.azure.description, 'PUT', `/monitor/${path}`, body)

  it('reads the largest average of a metric since the bake began', async () => {
    await show('metrics/RequestLatency_P95', { averages: [900, null, 12, 30.5] })
    const metric = azureMonitorMetric(library.workspace, 'watched', 'RequestLatency_P95')
    const now = library.host.clock.now()
    const { what, ...reading } = await metric.read(now - 60_000)
    assert.equal(what, 'Metric RequestLatency_P95 of endpoint watched')
    assert.deepEqual(reading, { value: 30.5 })
    assert.deepEqual(await metric.read(now - 600_000), { what, value: 900 })
  })

  it('says that a metric has no data yet, or that there is none of that name', async () => {
    const { workspace } = library
    const since = library.host.clock.now()
    const empty = await azureMonitorMetric(workspace, 'watched', 'RequestLatency').read(since)
    assert.deepEqual(empty, {
      what: 'Metric RequestLatency of endpoint watched',
      unreadable: 'it has no data',
    })
    const unknown = await azureMonitorMetric(workspace, 'watched', 'NoSuchMetric').read(since)
    assert.match(JSON.stringify(unknown), /unreadable.*Failed to find metric configuration/)
  })

  it('reads the first cell of a query to Application Insights, with a token for it alone', async () => {
    const columns = [{ name: 'failed', type: 'real' }]
    await show('query', { columns, rows: [[2.5]] })
    const query = insightsQuery(library.workspace, 'requests | summarize count()')
    const since = library.host.clock.now() - 60_000
    assert.deepEqual(await query.read(since), { what: 'The query (bakeQuery)', value: 2.5 })
    await show('query', { columns, rows: [] })
    assert.deepEqual(await query.read(since), {
      what: 'The query (bakeQuery)',
      unreadable: 'it gave no row',
    })
  })

  it('takes a refusal of the query service for a reading, not for the end', async () => {
    const reading = await insightsQuery(library.workspace, 'x').read(library.host.clock.now() - 1000)
    assert.match(JSON.stringify(reading), /unreadable.*Application Insights/)
  })
})
