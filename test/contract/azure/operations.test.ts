import assert from 'node:assert/strict'
import { RESOURCE_GROUP, armRoute } from '../../../local/azure/core/arm-routes.ts'
import type { Dialect } from '../../../local/azure/core/operations.ts'
import type { AzurePlugin } from '../../../local/azure/core/world.ts'
import { plugins } from '../../../local/azure/plugins.ts'
import { type Answer, type AzureUnderTest, startForTest } from './local-azure.ts'

const VERSION = '?api-version=2025-12-01'
const PATH = 'providers/Microsoft.Sample/things'

/** A resource kind in each dialect, as a service would define it. */
const things: AzurePlugin = {
  name: 'things',
  register(world, servers) {
    const states = world.store.collection<string>('things')
    for (const dialect of ['compute', 'mfe'] as Dialect[])
      world.operations.define(`${dialect}Thing.create`, {
        dialect,
        succeeded: ({ resourceId }) => void states.put(resourceId, 'Succeeded'),
        failed: ({ resourceId }) => void states.put(resourceId, 'Failed'),
      })
    for (const method of ['PUT', 'DELETE'] as const)
      armRoute(world, servers, {
        method,
        path: `${RESOURCE_GROUP}/${PATH}/:name`,
        action: 'Microsoft.Sample/things/write',
        handle({ id, apiVersion, reply, body }) {
          const { dialect } = body as { dialect: Dialect }
          const verb = method === 'PUT' ? 'put' : 'delete'
          const operation = world.operations.start({
            kind: `${dialect}Thing.create`,
            resourceId: id,
            verb,
            ...(dialect === 'mfe' && { idPrefix: 'oe' }),
          })
          world.operations.announce(reply, operation, apiVersion)
          states.put(id, 'Creating')
          void reply.status(method === 'PUT' ? 201 : 202)
          return { state: states.get(id) }
        },
      })
  },
}

describe('Long-running operations of local Azure', () => {
  let azure: AzureUnderTest
  let token: string
  before(async () => {
    azure = await startForTest({ plugins: [...plugins.slice(0, 4), things] })
    token = (await azure.credential.getToken('https://management.azure.com/.default')).token
  })
  after(() => azure.close())
  afterEach(() => azure.control('DELETE', '/pace'))

  const id = (name: string) =>
    `/subscriptions/${azure.description.subscriptionId}/resourceGroups/rg-mlops/${PATH}/${name}`
  const begin = (method: 'PUT' | 'DELETE', name: string, dialect: Dialect) =>
    azure.call(method, `${azure.description.endpoints.resourceManager}${id(name)}${VERSION}`, {
      token,
      body: { dialect },
    })
  const follow = async (answer: Answer, header = 'azure-asyncoperation') => {
    const url = answer.headers[header]
    assert.equal(typeof url, 'string', `no ${header}`)
    return azure.call('GET', String(url), { token })
  }
  const stateOf = (name: string) => azure.world.store.collection<string>('things').get(id(name))

  it('in the compute dialect have one header and a bare status', async () => {
    await azure.control('PUT', '/pace/computeThing', { kind: 'reads', count: 2 })
    const answer = await begin('PUT', 'a', 'compute')
    assert.equal(answer.status, 201)
    assert.match(
      String(answer.headers['azure-asyncoperation']),
      /\/computeOperationsStatus\/[0-9a-f-]{36}\?api-version=2025-12-01&service=new$/,
    )
    for (const absent of ['location', 'retry-after', 'x-ms-async-operation-timeout'])
      assert.equal(answer.headers[absent], undefined, absent)
    assert.deepEqual((await follow(answer)).json(), { status: 'InProgress' })
    assert.equal(stateOf('a'), 'Creating')
    assert.deepEqual((await follow(answer)).json(), { status: 'Succeeded', percentComplete: 100 })
    assert.equal(stateOf('a'), 'Succeeded')
  })

  it('in the front end dialect have a Location, a timeout and the status Updating', async () => {
    await azure.control('PUT', '/pace/mfeThing', { kind: 'reads', count: 2 })
    const answer = await begin('PUT', 'b', 'mfe')
    assert.equal(new URL(String(answer.headers['location'])).pathname, id('b'))
    assert.equal(answer.headers['x-ms-async-operation-timeout'], 'PT30M')
    const running = (await follow(answer)).json()
    assert.equal(running['status'], 'Updating')
    assert.match(String(running['name']), /^oe:[0-9a-f-]{36}:[0-9a-f-]{36}$/)
    assert.equal((await follow(answer)).json()['status'], 'Succeeded')
  })

  it('answer a delete through Location: 202 while it runs, 204 when it is gone', async () => {
    await azure.control('PUT', '/pace/mfeThing', { kind: 'reads', count: 2 })
    const answer = await begin('DELETE', 'b', 'mfe')
    assert.equal((await follow(answer, 'location')).status, 202)
    assert.equal((await follow(answer, 'location')).status, 204)
  })

  it('go by the clock when the pace is a time', async () => {
    await azure.control('PUT', '/pace/computeThing', { kind: 'time', milliseconds: 60_000 })
    const answer = await begin('PUT', 'c', 'compute')
    for (let i = 0; i < 3; i++) assert.equal((await follow(answer)).json()['status'], 'InProgress')
    await azure.control('POST', '/clock', { milliseconds: 60_000 })
    assert.equal((await follow(answer)).json()['status'], 'Succeeded')
  })

  it('fail when a fault rule says so, with its error', async () => {
    const error = { code: 'OperationFailed', message: 'no nodes' }
    await azure.control('POST', '/faults', {
      effect: { kind: 'failedOperation', operation: 'computeThing.create', error },
    })
    const answer = await begin('PUT', 'd', 'compute')
    assert.deepEqual((await follow(answer)).json(), { status: 'Failed', percentComplete: 100, error })
    assert.equal(stateOf('d'), 'Failed')
  })

  it('may be followed by anybody with a token for ARM', async () => {
    const answer = await begin('PUT', 'f', 'compute')
    const stranger = await azure.stranger()
    const { token: other } = await stranger.getToken('https://management.azure.com/.default')
    const url = String(answer.headers['azure-asyncoperation'])
    assert.equal((await azure.call('GET', url, { token: other })).status, 200)
    assert.equal((await azure.call('GET', url)).status, 401)
  })

  it('are unknown under another id: 404', async () => {
    const answer = await begin('PUT', 'e', 'compute')
    const url = String(answer.headers['azure-asyncoperation']).replace(/[0-9a-f-]{36}\?/, 'none?')
    assert.equal((await azure.call('GET', url, { token })).status, 404)
  })
})
