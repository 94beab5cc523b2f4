import assert from 'node:assert/strict'
import { certificatePem } from '../../support/certificate.ts'
import type { Json } from '../azure-ml/workspace.ts'
import {
  cluster,
  clusterName,
  clusterPath,
  extension,
  extensionPath,
  type ServingWorkspace,
  startServingWorkspace,
} from './serving-workspace.ts'

const SYSTEM = { name: 'p', mode: 'System', count: 3, vmSize: 'Standard_D4s_v5' }

describe('Rules for clusters and their extension in local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace

  before(async () => (workspace = await startServingWorkspace()))
  after(() => workspace.close())
  afterEach(() => workspace.azure.world.faults.clear())

  const path = (name: string): string => clusterPath.replace(clusterName, name)
  const body = (pool: object, properties: object = {}): object => ({
    ...cluster,
    properties: { dnsPrefix: 'x', agentPoolProfiles: [{ ...SYSTEM, ...pool }], ...properties },
  })
  const put = (name: string, pool: object = {}, properties: object = {}) =>
    workspace.group('PUT', path(name), body(pool, properties))
  const made = async (name: string, pool: object = {}): Promise<Json> =>
    workspace.ended(await put(name, pool))
  const read = async (name: string): Promise<Json & { properties: Json }> =>
    (await workspace.group('GET', path(name))).json() as Json & { properties: Json }
  const extensionOf = (name: string): string => extensionPath.replace(clusterName, name)

  const refused: [what: string, pool: object, properties: object, code: string, words: RegExp][] = [
    [
      'bounds without the autoscaler',
      { minCount: 1, maxCount: 3 },
      {},
      'InvalidParameter',
      /need enableAuto/,
    ],
    ['the autoscaler without bounds', { enableAutoScaling: true }, {}, 'InvalidParameter', /needs minCount/],
    [
      'a count outside of the bounds',
      { enableAutoScaling: true, minCount: 4, maxCount: 5 },
      {},
      'InvalidParameter',
      /count 3 is to be between/,
    ],
    [
      'a zone that the size has not',
      { vmSize: 'Standard_D4s_v3', availabilityZones: ['1', '3'] },
      {},
      'AvailabilityZoneNotSupported',
      /zone\(s\) '3'.*supported zones.*'1,2'/,
    ],
    ['a size that is barred', { vmSize: 'Standard_NC6s_v3' }, {}, 'BadRequest', /not allowed in your subscr/],
    ['more vCPUs than are left', { count: 100 }, {}, 'ErrCode_InsufficientVCPUQuota', /requested quota 400/],
    ['a prefix that ends in a hyphen', {}, { dnsPrefix: 'x-' }, 'InvalidParameter', /dnsPrefix/],
  ]
  for (const [what, pool, properties, code, words] of refused)
    it(`refuse ${what}, flat`, async () => {
      const answer = await put('refused', pool, properties)
      assert.deepEqual([answer.status, (answer.json() as Json)['code']], [400, code], answer.text)
      assert.match(answer.text, words)
    })

  it('keep what a cluster has for its life', async () => {
    await made('lasting')
    for (const [pool, properties] of [
      [{ vmSize: 'Standard_D8s_v5' }, {}],
      [{ availabilityZones: ['1'] }, {}],
      [{}, { dnsPrefix: 'other' }],
      [{}, { apiServerAccessProfile: { enablePrivateCluster: true } }],
    ] as const) {
      const answer = await put('lasting', pool, properties)
      assert.equal((answer.json() as Json)['code'], 'PropertyChangeNotAllowed', answer.text)
    }
  })

  it('let a pool be scaled by itself and the tags be replaced', async () => {
    await made('scaled')
    const pool = { properties: { count: 2, enableAutoScaling: true, minCount: 1, maxCount: 5 } }
    await workspace.ended(await workspace.group('PUT', `${path('scaled')}/agentPools/p`, pool))
    await workspace.ended(await workspace.group('PATCH', path('scaled'), { tags: { team: 'risk' } }))
    const { tags, properties } = await read('scaled')
    const [only] = properties['agentPoolProfiles'] as Json[]
    assert.deepEqual(tags, { team: 'risk' })
    assert.deepEqual(
      ['vmSize', 'count', 'enableAutoScaling', 'minCount', 'maxCount'].map(name => only?.[name]),
      ['Standard_D4s_v5', 2, true, 1, 5],
    )
  })

  it('take nothing but a start while they are stopped', async () => {
    await made('stopped')
    await workspace.ended(await workspace.group('POST', `${path('stopped')}/stop`))
    assert.deepEqual((await read('stopped')).properties['powerState'], { code: 'Stopped' })
    assert.match((await put('stopped')).text, /"code":"OperationNotAllowed".*stopped state/)
    const install = await workspace.group('PUT', extensionOf('stopped'), extension())
    assert.deepEqual([install.status, /stopped/.test(install.text)], [400, true])
    await workspace.ended(await workspace.group('POST', `${path('stopped')}/start`))
    assert.equal((await put('stopped')).status, 200)
  })

  it('tell why they failed, and who their nodes are', async () => {
    const error = { code: 'ErrCode_X', message: 'No node came up.' }
    const effect = { kind: 'failedOperation', operation: 'cluster.create', error } as const
    workspace.azure.world.faults.add({ effect })
    assert.equal((await made('failed'))['status'], 'Failed')
    const { provisioningState, status, identityProfile } = (await read('failed')).properties
    assert.deepEqual([provisioningState, status], ['Failed', { provisioningError: error }])
    assert.match(JSON.stringify(identityProfile), /failed-agentpool.*objectId/)
  })

  it('count in the usages of Microsoft.Compute, by region and family', async () => {
    const used = async (): Promise<number[]> => {
      const { value } = await subscription('/locations/westeurope/usages', '2024-07-01')
      const named = value as { name: { value: string }; currentValue: number }[]
      return ['cores', 'standardDSv5Family'].map(
        name => named.find(one => one.name.value === name)?.currentValue ?? NaN,
      )
    }
    const before = await used()
    await made('counted', { count: 2 })
    assert.deepEqual(
      await used(),
      before.map(vcpus => vcpus + 8),
    )
  })

  it('have sizes with zones, strength and what bars them', async () => {
    const filter = "&$filter=location%20eq%20'westeurope'"
    const { value } = await subscription('/skus', `2021-07-01${filter}`)
    const sku = (name: string): Json => (value as Json[]).find(one => one['name'] === name) ?? {}
    assert.match(JSON.stringify(sku('Standard_D4s_v5')), /"zones":\["1","2","3"\].*"vCPUs","value":"4"/)
    assert.match(JSON.stringify(sku('Standard_NC6s_v3')['restrictions']), /"Location".*NotAvailableForSub/)
    assert.match(JSON.stringify(sku('Standard_D4s_v3')['restrictions']), /"Zone".*"zones":\["3"\]/)
  })

  describe('the AzureML extension', () => {
    const install = (name: string, more: object) =>
      workspace.group('PUT', extensionOf(name), { properties: { ...extension().properties, ...more } })
    const settings = (more: Record<string, string>) => ({
      configurationSettings: { ...extension().properties.configurationSettings, ...more },
    })
    const failure = async (name: string, more: object): Promise<string> => {
      const { status, error } = await workspace.ended(await install(name, more))
      assert.equal(status, 'Failed')
      return JSON.stringify(error)
    }

    it('wants three nodes for three routers, and tells by its statuses that it failed', async () => {
      await made('small', { count: 2 })
      assert.match(
        await failure('small', settings({ inferenceRouterHA: 'true' })),
        /E40002 INSUFFICIENT_NODE/,
      )
      const { properties } = (await workspace.group('GET', extensionOf('small'))).json() as {
        properties: Json
      }
      const [status] = properties['statuses'] as Json[]
      assert.deepEqual([properties['provisioningState'], status?.['level']], ['Failed', 'Error'])
      assert.match(String(status?.['message']), /INSUFFICIENT_NODE/)
    })

    it('looks at the certificate that comes with it', async () => {
      await made('tls')
      const tls = settings({ allowInsecureConnections: 'False', sslCname: 'score.contoso.com' })
      const secrets = async (cert: string, key = cert) => ({
        ...tls,
        configurationProtectedSettings: {
          'scoringFe.sslCert': Buffer.from(await certificatePem(cert)).toString('base64'),
          'scoringFe.sslKey': Buffer.from(await certificatePem(key)).toString('base64'),
        },
      })
      assert.match(await failure('tls', await secrets('score.contoso.com')), /key is not that of the cert/)
      const pem = Buffer.from(await certificatePem('other.contoso.com')).toString('base64')
      const other = { 'scoringFe.sslCert': pem, 'scoringFe.sslKey': pem }
      assert.match(
        await failure('tls', { ...tls, configurationProtectedSettings: other }),
        /not for score\.contoso\.com/,
      )
    })

    it('is changed by PATCH in the settings that it names', async () => {
      await made('patched')
      await workspace.ended(await install('patched', {}))
      const answer = await workspace.group('PATCH', extensionOf('patched'), {
        properties: { configurationSettings: { installPromOp: 'false' } },
      })
      assert.equal(answer.status, 202)
      assert.equal((await workspace.ended(answer))['status'], 'Succeeded')
      const { properties } = (await workspace.group('GET', extensionOf('patched'))).json() as {
        properties: { configurationSettings: Json }
      }
      const { installPromOp, enableInference } = properties.configurationSettings
      assert.deepEqual([installPromOp, enableInference], ['false', 'True'])
    })
  })

  async function subscription(below: string, version: string): Promise<Json> {
    const { credential, description, call } = workspace.azure
    const { token } = await credential.getToken('https://management.azure.com/.default')
    const url = `${description.endpoints.resourceManager}/subscriptions/${description.subscriptionId}/providers/Microsoft.Compute${below}?api-version=${version}`
    const answer = await call('GET', url, { token })
    assert.equal(answer.status, 200, answer.text)
    return answer.json()
  }
})
