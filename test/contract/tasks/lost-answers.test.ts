import assert from 'node:assert/strict'
import { explain } from '../../../tasks/common/host/report.ts'
import { task } from '../../../tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/task.ts'
import { folderPerTest } from '../../support/folder.ts'
import { type ServingWorkspace, startWithCluster } from '../azure-serving/serving-workspace.ts'
import { putTinyImage } from '../azure-serving/tiny-image.ts'
import { hostOn } from './library-over-azure.ts'

describe('MLOpsDeployToAks whose request arrives and whose answer is lost', function () {
  this.timeout(60_000)
  let azure: ServingWorkspace
  let image: string
  let runs = 0
  const folder = folderPerTest()

  before(async () => {
    azure = await startWithCluster()
    image = await putTinyImage(azure.azure.world, ['WHO=v1'])
  })
  after(() => azure.close())
  beforeEach(() => ['endpoint', 'deployment'].forEach(slow))
  afterEach(() => azure.azure.world.faults.clear())
  afterEach(() => azure.azure.world.pace.clear())

  /** Still going on when the request is repeated, as in Azure, where it takes minutes. */
  const slow = (kind: string): void => azure.azure.world.pace.set(kind, { kind: 'reads', count: 3 })

  /** A release to an endpoint of its own; what it ends with, undefined for success. */
  async function release(): Promise<{ endpoint: string; failure: string | undefined }> {
    const { description } = azure.azure
    const endpoint = `lost${(runs += 1)}`
    const host = hostOn(description, {
      variables: { 'Build.BuildId': '7' },
      inputs: {
        azureSubscription: 'azure',
        resourceGroup: description.resourceGroup,
        workspaceName: description.workspace,
        computeName: 'k8s',
        endpointName: endpoint,
        image,
        handoffOutputFile: folder().at('handoff.json'),
      },
    })
    const failure = await task.run(task.readInputs(host), host).then(
      () => undefined,
      (error: unknown) => explain(error).join('\n'),
    )
    return { endpoint, failure }
  }

  const lose = (path: string): void => {
    azure.azure.world.faults.add({
      method: 'PUT',
      path,
      nth: 1,
      times: 1,
      effect: { kind: 'reset', when: 'after' },
    })
  }

  for (const [what, path] of [
    ['an endpoint', '/onlineEndpoints/[^/]+\\?'],
    ['a deployment', '/deployments/[^/]+\\?'],
  ] as const)
    it(`goes on with the creation of ${what} that its request began`, async () => {
      lose(path)
      const { endpoint, failure } = await release()
      assert.equal(failure, undefined)
      const { properties } = await azure.settled(`/onlineEndpoints/${endpoint}`)
      assert.deepEqual((properties as { traffic: object }).traffic, { blue: 100 })
    })

  it('fails where that creation fails, and takes back what it began', async () => {
    lose('/deployments/[^/]+\\?')
    azure.azure.world.faults.add({
      effect: { kind: 'errorCode', operation: 'deployment.create', code: 'ResourceNotReady' },
    })
    const { endpoint, failure } = await release()
    assert.match(failure ?? '', /deployment blue/i)
    assert.equal((await azure.arm('GET', `/onlineEndpoints/${endpoint}`)).status, 404)
  })
})
