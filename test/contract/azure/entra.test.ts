import assert from 'node:assert/strict'
import { AzurePipelinesCredential, ClientAssertionCredential } from '@azure/identity'
import { decodeJwt } from 'jose'
import sinon from 'sinon'
import { type AzureUnderTest, authority, secretCredential, startForTest } from './local-azure.ts'

const ARM = 'https://management.azure.com/.default'

describe('Entra in local Azure', () => {
  let azure: AzureUnderTest
  let ca: string
  const job = { projectId: 'p-1', planId: 'plan-1', jobId: 'job-1', hub: 'build' }

  before(async () => {
    azure = await startForTest()
    ca = azure.trust.tlsOptions.ca
  })
  after(() => azure.close())
  afterEach(() => sinon.restore())

  const oidcUri = (of = job) =>
    `${azure.description.endpoints.devops}/${of.projectId}/_apis/distributedtask/hubs/${of.hub}/plans/${of.planId}/jobs/${of.jobId}/oidctoken`

  const connection = () => {
    const [first] = azure.description.serviceConnections
    assert.ok(first)
    return first
  }

  async function systemAccessToken(): Promise<string> {
    return String((await azure.control('POST', '/job-tokens', job)).json()['accessToken'])
  }

  async function idToken(): Promise<string> {
    const url = `${oidcUri()}?api-version=7.1&serviceConnectionId=${connection().id}`
    const answer = await azure.call('POST', url, { token: await systemAccessToken() })
    assert.equal(answer.status, 200, answer.text)
    return String(answer.json()['oidcToken'])
  }

  const assertionCredential = (assertion: () => Promise<string>) =>
    new ClientAssertionCredential(
      azure.description.tenantId,
      azure.description.clientId,
      assertion,
      authority(azure.description, ca),
    )

  const refuses = (number: number) => (error: unknown) => {
    assert.ok(error instanceof Error)
    assert.match(error.message, new RegExp(`AADSTS${number}:`))
    return true
  }

  describe('gives a token for a client secret', () => {
    for (const [audience, scope] of Object.entries({
      'https://management.azure.com': ARM,
      'https://ml.azure.com': 'https://ml.azure.com/.default',
      'https://storage.azure.com': 'https://storage.azure.com/.default',
    }))
      it(`whose audience is ${audience}`, async () => {
        const { token, expiresOnTimestamp } = await azure.credential.getToken(scope)
        const claims = decodeJwt(token)
        assert.equal(claims.aud, audience)
        assert.equal(claims['tid'], azure.description.tenantId)
        assert.equal(claims['appid'], azure.description.clientId)
        assert.ok(expiresOnTimestamp - Date.now() > 50 * 60_000)
      })

    it('but not for a wrong secret: AADSTS7000215', () =>
      assert.rejects(secretCredential(azure, ca, { clientSecret: 'x' }).getToken(ARM), refuses(7000215)))

    it('but not for an unknown client: AADSTS700016', () =>
      assert.rejects(
        secretCredential(azure, ca, { clientId: crypto.randomUUID() }).getToken(ARM),
        refuses(700016),
      ))

    it('but not for an unknown resource: AADSTS500011', () =>
      assert.rejects(azure.credential.getToken('https://example.org/.default'), refuses(500011)))

    for (const [what, form, number] of [
      ['a scope that does not end in /.default', { scope: 'https://management.azure.com' }, 1002012],
      ['nothing that proves who asks', { client_secret: '' }, 7000216],
      ['another grant', { grant_type: 'password' }, 70003],
      ['no client', { client_id: '' }, 900144],
    ] as const)
      it(`but not for ${what}: AADSTS${number}`, async () => {
        const { clientId, clientSecret, tenantId, endpoints } = azure.description
        const whole = {
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope: ARM,
        }
        const answer = await azure.call(
          'POST',
          `${endpoints.activeDirectory}/${tenantId}/oauth2/v2.0/token`,
          {
            body: new URLSearchParams({ ...whole, ...form }).toString(),
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
          },
        )
        assert.deepEqual(answer.json()['error_codes'], [number], answer.text)
      })

    it('but not in an unknown tenant: AADSTS90002', async () => {
      const url = `${azure.description.endpoints.activeDirectory}/${crypto.randomUUID()}/oauth2/v2.0/token`
      const answer = await azure.call('POST', url, {
        body: 'grant_type=client_credentials',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
      assert.equal(answer.status, 400)
      assert.match(answer.text, /AADSTS90002/)
    })
  })

  describe('federates with Azure DevOps', () => {
    it('for an id token of the service connection, asked anew each time', async () => {
      let asked = 0
      const credential = assertionCredential(() => ((asked += 1), idToken()))
      const first = await credential.getToken(ARM)
      const second = await credential.getToken('https://storage.azure.com/.default')
      assert.equal(decodeJwt(first.token)['appid'], azure.description.clientId)
      assert.equal(decodeJwt(second.token).aud, 'https://storage.azure.com')
      assert.ok(asked >= 2)
    })

    it('for the credential that the identity SDK has for Azure Pipelines', async () => {
      sinon.stub(process, 'env').value({ ...process.env, SYSTEM_OIDCREQUESTURI: oidcUri() })
      const { tenantId, clientId } = azure.description
      const credential = new AzurePipelinesCredential(
        tenantId,
        clientId,
        connection().id,
        await systemAccessToken(),
        authority(azure.description, ca),
      )
      assert.equal(decodeJwt((await credential.getToken(ARM)).token)['appid'], clientId)
    })

    it('and signs issuer and subject as the service connection says', async () => {
      const { iss, sub, aud, exp = 0, iat = 0 } = decodeJwt(await idToken())
      assert.deepEqual({ iss, sub }, { iss: connection().issuer, sub: connection().subject })
      assert.equal(aud, 'api://AzureADTokenExchange')
      assert.equal(exp - iat, 600)
    })

    it('but not when the id token has expired: AADSTS700024', async () => {
      const old = await idToken()
      azure.world.clock.advance(11 * 60_000)
      await assert.rejects(assertionCredential(() => Promise.resolve(old)).getToken(ARM), refuses(700024))
    })

    it('but not for the subject of another connection: AADSTS700213', async () => {
      const added = await azure.control('POST', '/service-connections', {
        name: 'stranger',
        scheme: 'WorkloadIdentityFederation',
        clientId: crypto.randomUUID(),
      })
      const url = `${oidcUri()}?api-version=7.1&serviceConnectionId=${String(added.json()['id'])}`
      const answer = await azure.call('POST', url, { token: await systemAccessToken() })
      const foreign = () => Promise.resolve(String(answer.json()['oidcToken']))
      await assert.rejects(assertionCredential(foreign).getToken(ARM), refuses(700213))
    })

    for (const [what, trusted, number] of [
      ['to a principal that trusts nobody', undefined, 70025],
      ['to a principal that trusts another issuer', { issuer: 'https://vstoken.dev.azure.com/x' }, 700211],
      ['to a principal that expects another audience', { audience: 'api://other' }, 700212],
    ] as const)
      it(`but not ${what}: AADSTS${number}`, async () => {
        const { issuer, subject } = connection()
        const audience = 'api://AzureADTokenExchange'
        const federatedCredentials = trusted ? [{ issuer, subject, audience, ...trusted }] : []
        const made = (await azure.control('POST', '/principals', { federatedCredentials })).json()
        const credential = new ClientAssertionCredential(
          azure.description.tenantId,
          String(made['clientId']),
          idToken,
          authority(azure.description, ca),
        )
        await assert.rejects(credential.getToken(ARM), refuses(number))
      })

    it('but not for a token that somebody else signed: AADSTS50013', async () => {
      const [head, payload] = (await idToken()).split('.')
      const forged = () =>
        Promise.resolve(`${head}.${payload}.${Buffer.from('forged').toString('base64url')}`)
      await assert.rejects(assertionCredential(forged).getToken(ARM), refuses(50013))
    })
  })

  describe('the id token endpoint of Azure DevOps', () => {
    const query = () => `?api-version=7.1&serviceConnectionId=${connection().id}`

    it('refuses a caller without a job access token', async () => {
      assert.equal((await azure.call('POST', oidcUri() + query())).status, 401)
      assert.equal((await azure.call('POST', oidcUri() + query(), { token: 'x.y.z' })).status, 401)
    })

    it('refuses the token of another job', async () => {
      const url = oidcUri({ ...job, jobId: 'job-2' }) + query()
      assert.equal((await azure.call('POST', url, { token: await systemAccessToken() })).status, 403)
    })

    it('refuses a service connection that it does not know', async () => {
      const url = `${oidcUri()}?api-version=7.1&serviceConnectionId=${crypto.randomUUID()}`
      const answer = await azure.call('POST', url, { token: await systemAccessToken() })
      assert.equal(answer.status, 404)
      assert.match(answer.text, /No service connection found/)
    })

    it('asks for an api-version', async () => {
      const url = `${oidcUri()}?serviceConnectionId=${connection().id}`
      const answer = await azure.call('POST', url, { token: await systemAccessToken() })
      assert.equal(answer.status, 400)
      assert.match(answer.text, /VssVersionNotSpecifiedException/)
    })
  })
})
