import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { AzureDescription } from '../../../local/azure/description.ts'
import { azureConnections, readConnection } from '../../../local/agent/connections/azure-connection.ts'
import { findConnection } from '../../../local/agent/connections/connection.ts'
import { runPipeline } from '../../../local/agent/run/run-pipeline.ts'
import { temporaryFolders } from './support/folders.ts'
import { writeTask } from './support/tasks.ts'

const folder = temporaryFolders()

const azure: AzureDescription = {
  pid: 1,
  stateDirectory: '/state',
  caFile: '/state/ca.pem',
  tenantId: 'tenant',
  clientId: 'client',
  clientSecret: 'client-secret',
  subscriptionId: 'subscription',
  subscriptionName: 'Local',
  resourceGroup: 'rg-mlops',
  workspace: 'ws-mlops',
  location: 'westeurope',
  endpoints: {
    resourceManager: 'https://localhost:1',
    activeDirectory: 'https://localhost:2',
    dataPlane: 'https://localhost:3',
    blob: 'https://localhost:4',
    devops: 'https://localhost:5/mlops',
  },
  control: { url: 'https://localhost:6', token: 'control' },
  serviceConnections: [
    {
      id: 'AB',
      name: 'azure',
      scheme: 'WorkloadIdentityFederation',
      subject: 'sc://x',
      issuer: 'https://issuer',
    },
    { id: 'cd', name: 'azure-secret', scheme: 'ServicePrincipal' },
  ],
}

describe('The connections of local Azure', () => {
  const [federated, secret] = azureConnections(azure)

  it('lead to it as a connection leads to any other cloud', () => {
    assert.equal(federated?.url, 'https://localhost:1/')
    assert.equal(federated.id, 'ab')
    assert.deepEqual(
      [
        federated.data?.['activeDirectoryAuthority'],
        federated.data?.['scopeLevel'],
        federated.data?.['subscriptionId'],
      ],
      ['https://localhost:2/', 'Subscription', 'subscription'],
    )
  })

  it('have a secret only where the scheme has one', () => {
    assert.equal(federated?.parameters['serviceprincipalkey'], undefined)
    assert.equal(federated?.parameters['workloadIdentityFederationSubject'], 'sc://x')
    assert.equal(secret?.parameters['serviceprincipalkey'], 'client-secret')
  })

  it('are found by name or id; any other name lists the known ones', () => {
    assert.equal(findConnection(azureConnections(azure), 'AZURE').id, 'ab')
    assert.equal(findConnection(azureConnections(azure), 'CD').name, 'azure-secret')
    assert.throws(
      () => findConnection(azureConnections(azure), 'prod'),
      /no service connection "prod"\. Known: azure, azure-secret/,
    )
  })
})

describe('A connection from a file', () => {
  it('takes from local Azure what the file leaves out', () => {
    const path = join(folder(), 'connection.json')
    writeFileSync(
      path,
      JSON.stringify({
        scheme: 'ServicePrincipal',
        parameters: { tenantid: 'x' },
        data: { environment: 'Own' },
      }),
    )
    const connection = readConnection('mine', path, 'ID', azure)
    assert.equal(connection.id, 'id')
    assert.equal(connection.url, 'https://localhost:1/')
    assert.equal(connection.data?.['environment'], 'Own')
    assert.equal(connection.data['subscriptionId'], 'subscription')
  })

  for (const [what, text] of [
    ['no JSON', '{'],
    ['no scheme', '{"parameters": {}}'],
    ['a parameter that is no text', '{"scheme": "x", "parameters": {"a": 1}}'],
  ] as const) {
    it(`with ${what} is refused with its name and the shape it should have`, () => {
      const path = join(folder(), 'connection.json')
      writeFileSync(path, text)
      assert.throws(() => readConnection('mine', path, 'id', azure), /connection "mine".*\{"scheme"/s)
    })
  }
})

describe('A pipeline that names a connection', () => {
  it('that does not exist is refused with the line, and local Azure is ended', async () => {
    const root = folder()
    writeTask(join(root, 'tasks'), 'Needs', {
      manifest: { inputs: [{ name: 'subscription', type: 'connectedService:AzureRM', required: true }] },
    })
    const file = join(root, 'p.yml')
    writeFileSync(file, 'variables: {c: prod}\nsteps:\n- task: Needs@1\n  inputs:\n    subscription: $(c)\n')
    const calls: string[] = []
    const options = {
      file,
      stateDirectory: join(root, 'state'),
      tasks: [join(root, 'tasks')],
      azure: {
        findOrStart: () => Promise.resolve((calls.push('start'), azure)),
        stop: () => Promise.resolve(void calls.push('stop')),
      },
    }
    await assert.rejects(
      runPipeline(options),
      /p\.yml:5:5: There is no service connection "prod"\. Known: azure, azure-secret/,
    )
    assert.deepEqual(calls, ['start', 'stop'])
    await assert.rejects(runPipeline({ ...options, keep: true }))
    assert.deepEqual(calls, ['start', 'stop', 'start'])
  })
})
