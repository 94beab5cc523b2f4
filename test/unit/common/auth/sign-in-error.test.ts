import assert from 'node:assert/strict'
import { TaskError } from '../../../../tasks/common/errors.ts'
import { CLIENT, fakeAzure, TENANT, type FakeAzure } from '../../../support/fake-azure.ts'

const FEDERATED = {
  scheme: 'WorkloadIdentityFederation',
  parameters: {
    tenantid: TENANT,
    serviceprincipalid: CLIENT,
    workloadIdentityFederationSubject: 'sc://org/project/azure',
    workloadIdentityFederationIssuer: 'https://issuer.example',
  },
}

const refusing = (azure: FakeAzure, code: number): FakeAzure => {
  azure.wire.on('POST', /^login\.example\/.*\/token/, {
    status: 400,
    body: {
      error: 'invalid_client',
      error_description: `AADSTS${code}: What Entra says. Trace ID: 1`,
      error_codes: [code],
    },
  })
  return azure
}

async function refusalOf(azure: FakeAzure): Promise<TaskError> {
  const error: unknown = await azure.workspace().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof TaskError, String(error))
  return error
}

describe('6.2 a refused sign-in', () => {
  const cases: [code: number, what: string, cause: RegExp, remedy: RegExp][] = [
    [7000215, 'a wrong secret', /secret of the service connection is wrong/, /the value, not its id/],
    [7000222, 'an expired secret', /has expired/, /new client secret.*workload identity federation/],
    [
      700016,
      'an unknown application',
      /application or its tenant does not exist/,
      /tenant id and application id/,
    ],
    [90002, 'an unknown tenant', /application or its tenant does not exist/, /tenant id/],
    [70021, 'no federated credential', /no federated credential/, /issuer and subject/],
    [700211, 'no credential of this issuer', /no federated credential/, /issuer and subject/],
    [700213, 'no credential of this subject', /no federated credential/, /issuer and subject/],
    [700024, 'an assertion out of time', /had expired/, /clock of the agent/],
    [500011, 'an unknown resource', /does not know the resource/, /cloud and tenant/],
    [53003, 'a policy', /Entra refused the service connection/, /Verify the connection/],
  ]
  for (const [code, what, cause, remedy] of cases) {
    it(`by ${what} (AADSTS${code})`, async () => {
      const error = await refusalOf(refusing(fakeAzure(), code))
      assert.equal(error.message, 'Signing in to Azure with the service connection failed.')
      assert.match(error.likelyCause ?? '', cause)
      assert.match(error.remedy ?? '', remedy)
      assert.match((error.cause as Error).message, new RegExp(`AADSTS${code}`))
    })
  }

  it('names issuer and subject of a federated connection', async () => {
    const azure = fakeAzure({
      connection: FEDERATED,
      accessToken: 'agent',
      variables: { 'System.OidcRequestUri': 'https://devops.example/oidctoken' },
    })
    azure.wire.on('POST', /^devops\.example/, { body: { oidcToken: 'id-token' } })
    const error = await refusalOf(refusing(azure, 700213))
    assert.match(
      error.remedy ?? '',
      /Issuer: https:\/\/issuer\.example, subject: sc:\/\/org\/project\/azure\./,
    )
  })

  it('6.6 shows neither the secret nor the token of the connection', async () => {
    const { message, likelyCause, remedy, cause } = await refusalOf(refusing(fakeAzure(), 7000215))
    assert.ok(!`${message}${likelyCause}${remedy}${String(cause)}`.includes('the-client-secret'))
  })
})
