import assert from 'node:assert/strict'
import { explain } from '../../../tasks/common/host/report.ts'
import { task } from '../../../tasks/MLOpsScore/MLOpsScoreV1/task.ts'
import type { Clock } from '../../../tasks/common/clock.ts'
import type { FakeHost } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'
import { startManaged, type ManagedWorkspace } from '../azure-serving/managed-workspace.ts'
import { hostOn } from './library-over-azure.ts'

describe('MLOpsScore, asking a managed endpoint of local Azure by its name', function () {
  this.timeout(60_000)
  const folder = folderPerTest()
  let workspace: ManagedWorkspace

  before(async () => {
    workspace = await startManaged()
    await workspace.makeManaged('chd')
    for (const name of ['blue', 'green'])
      await workspace.made('chd', name, { environmentVariables: { WHO: name } })
    await workspace.ended(await workspace.setShares('chd', { blue: 100 }))
  })
  after(() => workspace.close())

  async function score(inputs: Record<string, string>, request: object = {}): Promise<[FakeHost, string]> {
    folder().write({ 'request.json': JSON.stringify(request) })
    const { resourceGroup, workspace: workspaceName } = workspace.azure.description
    const form = {
      azureSubscription: 'azure',
      resourceGroup,
      workspaceName,
      endpointName: 'chd',
      requestFile: folder().at('request.json'),
    }
    const host = hostOn(workspace.azure.description, { inputs: { ...form, ...inputs }, clock: leaping() })
    const said = await task.run(task.readInputs(host), host).then(
      ({ message }) => message,
      (error: unknown) => explain(error).join('\n'),
    )
    return [host, said]
  }

  it('finds address and key by itself; who answered is an output', async () => {
    const [{ outputValues }, said] = await score({ expectations: '- {jsonPath: $.who, equals: blue}' })
    assert.match(said, /endpoint chd answered as expected/)
    assert.match(outputValues['scoringUri'] ?? '', /^https:.*\/chd\/score$/)
    assert.equal(outputValues['deploymentName'], 'blue')
  })

  it('asks one deployment, whatever its share of the traffic', async () => {
    const expectations = '- {jsonPath: $.who, equals: green}'
    assert.match((await score({ deploymentName: 'green', expectations }))[1], /answered as expected/)
  })

  it('asks one that takes Entra tokens with that of the service connection, which is shown nowhere', async () => {
    const authMode = 'AADToken'
    await workspace.makeManaged('entra', { authMode })
    await workspace.made('entra', 'blue', { environmentVariables: { WHO: 'entra' } })
    await workspace.ended(await workspace.setShares('entra', { blue: 100 }, { authMode }))
    const expectations = '- {jsonPath: $.who, equals: entra}'
    const [{ log, outputValues }, said] = await score({ endpointName: 'entra', expectations })
    assert.match(said, /endpoint entra answered as expected/)
    assert.doesNotMatch(JSON.stringify([log.lines, log.debugLines, outputValues]), /eyJ[\w-]+\./)
  })

  it('explains a 424 by what the container answered', async () => {
    const [host, said] = await score({}, { raise: true })
    assert.match(said, /the status is 424/)
    assert.match(said, /Likely cause: The \w+ answered 500.* The scoring script raised/)
    assert.match(host.log.text, /HTTP 424: the container may have only just started\. Asking again/)
  })

  it('measures a load of it', async () => {
    const [host, said] = await score({ requests: '20', concurrency: '2' })
    assert.match(said, /answered as expected \(20 request\(s\)\)/)
    assert.match(host.log.text, /20 requests, 2 at a time: [\d.]+\/s\n0 failed/)
  })

  it('counts what the endpoint turns away under too many requests at a time, with its reason', async () => {
    const [host, said] = await score(
      { requests: '20', concurrency: '8', maxErrorRate: '99%' },
      { seconds: 0.05 },
    )
    assert.match(said, /answered as expected/)
    assert.match(host.log.text, /HTTP 429: \d+\. The endpoint is asked more than it can answer/)
    assert.ok(Number(host.outputValues['errorRate']) > 0)
  })
})

/** Waits take no time, and the patience that they use up is gone. */
function leaping(): Clock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    elapsed: () => performance.now() + ahead,
    sleep: async milliseconds => void (ahead += milliseconds),
  }
}
