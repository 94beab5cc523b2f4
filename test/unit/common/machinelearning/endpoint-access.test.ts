import assert from 'node:assert/strict'
import { openEndpoint } from '../../../../tasks/common/machinelearning/endpoint/endpoint-access.ts'
import type { EndpointResource } from '../../../../tasks/common/machinelearning/endpoint/endpoint.ts'
import { score } from '../../../../tasks/common/scoring/scoring-client.ts'
import { fakeAzure, WORKSPACE_ID } from '../../../support/fake-azure.ts'

const endpoint = (authMode: string, scoringUri: string | null): EndpointResource => ({
  id: `${WORKSPACE_ID}/onlineEndpoints/chd`,
  name: 'chd',
  location: 'westeurope',
  properties: { authMode, scoringUri },
})
const ADDRESS = 'https://chd.example/score'

describe('What opens an online endpoint', () => {
  const signal = new AbortController().signal

  it('is its key, which the door without tokens carries', async () => {
    const azure = fakeAzure()
    azure.wire.on('POST', /\/onlineEndpoints\/chd\/listKeys/, { body: { primaryKey: 'the-key' } })
    azure.wire.on('POST', /^chd\.example\/score/, { body: 1 })
    const access = await openEndpoint(await azure.workspace(), endpoint('Key', ADDRESS))
    await score({ ...access, url: ADDRESS, body: '{}', signal })
    const [request] = azure.wire.sent('POST', /^chd\.example/)
    assert.equal(request?.headers['authorization'], 'Bearer the-key')
  })

  it('is the connection’s token for Azure Machine Learning, at this address and at no other', async () => {
    const azure = fakeAzure()
    azure.wire.on('POST', /^chd\.example\/score/, { body: 1 })
    const access = await openEndpoint(await azure.workspace(), endpoint('AADToken', ADDRESS))
    assert.equal(access.key, undefined)
    await score({ ...access, url: ADDRESS, body: '{}', signal })
    const [request] = azure.wire.sent('POST', /^chd\.example/)
    assert.equal(request?.headers['authorization'], 'Bearer token-for-https://ml.azure.com/.default')
    const elsewhere = score({ ...access, url: 'https://canary.example/score', body: '{}', signal })
    await assert.rejects(elsewhere, /Refused to send a MachineLearning token to https:\/\/canary\.example/)
  })

  it('is no token where the address is not encrypted', async () => {
    const workspace = await fakeAzure().workspace()
    for (const address of ['http://chd.example/score', null])
      await assert.rejects(openEndpoint(workspace, endpoint('AADToken', address)), /no encrypted address/)
  })
})
