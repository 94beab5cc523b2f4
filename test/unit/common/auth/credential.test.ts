import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import {
  CLIENT,
  fakeAzure,
  TENANT,
  type FakeAzure,
  type FakeAzureOptions,
} from '../../../support/fake-azure.ts'
import { certificatePem } from '../../../support/certificate.ts'

const OIDC =
  'https://devops.example/collection/project/_apis/distributedtask/hubs/build/plans/p/jobs/j/oidctoken'
const FEDERATED: FakeAzureOptions = {
  accessToken: 'the-system-access-token',
  variables: { 'System.OidcRequestUri': OIDC },
  connection: {
    scheme: 'WorkloadIdentityFederation',
    parameters: {
      tenantid: TENANT,
      serviceprincipalid: CLIENT,
      workloadIdentityFederationSubject: 'sc://org/project/azure',
      workloadIdentityFederationIssuer: 'https://issuer.example',
    },
  },
}

/** What Entra was asked, as its form. */
const formsOf = ({ wire }: FakeAzure): Record<string, string>[] =>
  wire
    .sent('POST', /\/oauth2\/v2\.0\/token/)
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body.toString())))

const scopesOf = (scope: string | undefined): string | undefined => scope?.split(' ')[0]

function withOidc(azure: FakeAzure): FakeAzure {
  let issued = 0
  azure.wire.on('POST', /^devops\.example/, () => ({ body: { oidcToken: `id-token-${++issued}` } }))
  return azure
}

describe('signing in', () => {
  it("with a client secret, at the connection's own authority and tenant", async () => {
    const azure = fakeAzure()
    await azure.workspace()
    const [form] = formsOf(azure)
    assert.equal(form?.['grant_type'], 'client_credentials')
    assert.equal(form?.['client_id'], CLIENT)
    assert.equal(form?.['client_secret'], 'the-client-secret')
    assert.equal(scopesOf(form?.['scope']), 'https://management.azure.com/.default')
    assert.equal(azure.wire.sent('POST', /\/token/)[0]?.url.pathname, `/${TENANT}/oauth2/v2.0/token`)
  })

  it('6.6 registers the client secret before anything is sent', () => {
    const azure = fakeAzure()
    azure.session()
    assert.deepEqual(azure.host.masked, ['the-client-secret'])
    assert.deepEqual(azure.wire.lines, [])
  })

  it('with an id token of the job, asked of Azure DevOps by System.AccessToken', async () => {
    const azure = withOidc(fakeAzure(FEDERATED))
    await azure.workspace()
    const [oidc] = azure.wire.sent('POST', /^devops\.example/)
    assert.equal(oidc?.url.href, `${OIDC}?api-version=7.1&serviceConnectionId=azure`)
    assert.equal(oidc?.headers['authorization'], 'Bearer the-system-access-token')
    const [form] = formsOf(azure)
    assert.equal(form?.['client_assertion'], 'id-token-1')
    assert.equal(form?.['client_assertion_type'], 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    assert.equal(form?.['client_secret'], undefined)
    assert.ok(azure.host.masked.includes('id-token-1'))
  })

  it('6.5 with a fresh id token each time that Entra wants one: none is kept', async () => {
    const azure = withOidc(fakeAzure(FEDERATED))
    azure.wire.on('POST', /^login\.example\/.*\/token/, {
      body: { token_type: 'Bearer', expires_in: 60, access_token: 'short' },
    })
    azure.wire.on('GET', /^management\.example\/thing/, { body: {} })
    azure.clock.time = Date.now()
    const { door } = azure.session()
    const call = { method: 'GET', url: 'https://management.example/thing' } as const
    await door.send('ResourceManager', call)
    azure.clock.time += 60_000
    await door.send('ResourceManager', call)
    const assertions = formsOf(azure).map(form => form['client_assertion'])
    assert.equal(assertions.length, 2)
    assert.notEqual(assertions[0], assertions[1])
  })

  it('with a certificate, which signs and stays here', async () => {
    const pem = await certificatePem()
    const parameters = {
      tenantid: TENANT,
      serviceprincipalid: CLIENT,
      authenticationType: 'spnCertificate',
      servicePrincipalCertificate: pem,
    }
    const azure = fakeAzure({ connection: { parameters } })
    await azure.workspace()
    const [form] = formsOf(azure)
    const [header, payload] = (form?.['client_assertion'] ?? '').split('.')
    const read = (part: string | undefined): Record<string, string> =>
      JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, string>
    assert.equal(read(payload)['iss'], CLIENT)
    assert.ok(read(header)['x5t#S256'] ?? read(header)['x5t'])
    assert.ok(!JSON.stringify(azure.wire.requests.map(({ body }) => body.toString())).includes('PRIVATE KEY'))
    assert.ok(azure.host.masked.includes(pem))
  })

  describe('with workload identity federation, when the agent cannot give an id token', () => {
    const cases: [what: string, options: FakeAzureOptions, message: RegExp][] = [
      ['no address', { ...FEDERATED, variables: {} }, /offers no System\.OidcRequestUri/],
      [
        'no access token',
        { connection: FEDERATED.connection ?? {}, variables: FEDERATED.variables ?? {} },
        /offers no System\.AccessToken/,
      ],
    ]
    for (const [what, options, message] of cases) {
      it(what, async () => {
        await assert.rejects(withOidc(fakeAzure(options)).workspace(), message)
      })
    }

    it('a refusal of Azure DevOps', async () => {
      const azure = fakeAzure(FEDERATED)
      azure.wire.on('POST', /^devops\.example/, { status: 403, body: { message: 'Not authorised.' } })
      await assert.rejects(azure.workspace(), {
        message: 'Azure DevOps gave no id token for the service connection.',
        remedy: /Authorise the connection for this pipeline/,
      })
    })
  })

  it('never names an authority of its own: nothing here composes a host (6.10)', () => {
    const source = readFileSync(path.resolve('tasks/common/auth/credential.ts'), 'utf8')
    assert.doesNotMatch(source, /https:/)
  })
})
