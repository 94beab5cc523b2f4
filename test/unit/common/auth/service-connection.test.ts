import assert from 'node:assert/strict'
import {
  readServiceConnection,
  type ServiceConnection,
} from '../../../../tasks/common/auth/service-connection.ts'
import { InputReader } from '../../../../tasks/common/host/input-reader.ts'
import { readWorkspaceInputs } from '../../../../tasks/common/machinelearning/workspace/workspace-inputs.ts'
import {
  CLIENT,
  connectionOf,
  SUBSCRIPTION,
  TENANT,
  type FakeConnection,
} from '../../../support/fake-azure.ts'
import { FakeHost } from '../../../support/fake-host.ts'

const hostWith = (connection: Partial<FakeConnection>, inputs: Record<string, string> = {}): FakeHost =>
  new FakeHost({ inputs, connections: { azure: connectionOf(connection) } })

const reading = (connection: Partial<FakeConnection> = {}): ServiceConnection =>
  readServiceConnection(hostWith(connection), 'azure')

const PRINCIPAL = { tenantid: TENANT, serviceprincipalid: CLIENT }

describe('a service connection', () => {
  it('is read whole, its addresses without a slash at the end', () => {
    const { tenantId, subscriptionId, resourceManagerUrl, authorityUrl, environment } = reading()
    assert.deepEqual(
      { tenantId, subscriptionId, resourceManagerUrl, authorityUrl, environment },
      {
        tenantId: TENANT,
        subscriptionId: SUBSCRIPTION,
        resourceManagerUrl: 'https://management.example',
        authorityUrl: 'https://login.example',
        environment: 'AzureCloud',
      },
    )
  })

  const schemes: [what: string, connection: Partial<FakeConnection>, scheme: string][] = [
    ['a secret', {}, 'ServicePrincipalKey'],
    [
      'a certificate',
      {
        parameters: {
          ...PRINCIPAL,
          authenticationType: 'spnCertificate',
          servicePrincipalCertificate: 'PEM',
        },
      },
      'ServicePrincipalCertificate',
    ],
    [
      'federation',
      { scheme: 'WorkloadIdentityFederation', parameters: PRINCIPAL },
      'WorkloadIdentityFederation',
    ],
    [
      'federation, in another case',
      { scheme: 'workloadidentityfederation', parameters: PRINCIPAL },
      'WorkloadIdentityFederation',
    ],
    [
      'a managed identity',
      { scheme: 'ManagedServiceIdentity', parameters: { tenantid: TENANT } },
      'ManagedServiceIdentity',
    ],
  ]
  for (const [what, connection, scheme] of schemes) {
    it(`signs in by ${what}`, () => assert.equal(reading(connection).signIn.scheme, scheme))
  }

  const broken: [what: string, connection: Partial<FakeConnection>, message: RegExp][] = [
    [
      'no tenant',
      { parameters: { serviceprincipalid: CLIENT, serviceprincipalkey: 'k' } },
      /carries no tenant id/,
    ],
    ['no client', { parameters: { tenantid: TENANT, serviceprincipalkey: 'k' } }, /carries no client id/],
    ['no secret', { parameters: PRINCIPAL }, /carries no secret/],
    [
      'no certificate',
      { parameters: { ...PRINCIPAL, authenticationType: 'spnCertificate' } },
      /carries no certificate/,
    ],
    ['no subscription', { data: { subscriptionid: '' } }, /carries no subscription id/],
    ['another scheme', { scheme: 'Certificate' }, /signs in by Certificate, which this task cannot use/],
  ]
  for (const [what, connection, message] of broken) {
    it(`with ${what} is refused with a remedy`, () => {
      assert.throws(() => reading(connection), { name: 'TaskError', message, remedy: /onnection/ })
    })
  }
})

describe('6.10 addresses come from the connection', () => {
  it("a sovereign cloud's, an emulator's or a stack's are used as they are", () => {
    const connection = reading({
      url: 'https://management.usgovcloudapi.net/',
      data: {
        environment: 'AzureUSGovernment',
        activeDirectoryAuthority: 'https://login.microsoftonline.us/',
      },
    })
    assert.equal(connection.resourceManagerUrl, 'https://management.usgovcloudapi.net')
    assert.equal(connection.authorityUrl, 'https://login.microsoftonline.us')
  })

  it('the older key of the authority is understood', () => {
    const data = { activeDirectoryAuthority: '', environmentAuthorityUrl: 'https://old.example/' }
    assert.equal(reading({ data }).authorityUrl, 'https://old.example')
  })
})

describe('the workspace of a task', () => {
  const scoped = { data: { resourceGroupName: 'rg-scoped', mlWorkspaceName: 'ws-scoped' } }
  const read = (host: FakeHost): { resourceGroup: string; workspaceName: string } => {
    const reader = new InputReader(host)
    const inputs = readWorkspaceInputs(reader, host)
    reader.done()
    return { resourceGroup: inputs.resourceGroup, workspaceName: inputs.workspaceName }
  }

  it('is that of a connection scoped to one', () => {
    const host = hostWith(scoped, { azureSubscription: 'azure' })
    assert.deepEqual(read(host), { resourceGroup: 'rg-scoped', workspaceName: 'ws-scoped' })
  })

  it('is what the inputs name, where they do', () => {
    const host = hostWith(scoped, { azureSubscription: 'azure', workspaceName: 'mine' })
    assert.deepEqual(read(host), { resourceGroup: 'rg-scoped', workspaceName: 'mine' })
  })

  it('must be named where the connection has none', () => {
    assert.throws(() => read(hostWith({}, { azureSubscription: 'azure' })), {
      problems: [
        "'resourceGroup': a value is required; name it, or use a service connection that is scoped to the workspace.",
        "'workspaceName': a value is required; name it, or use a service connection that is scoped to the workspace.",
      ],
    })
  })

  it('6.1 a broken connection is one of the problems, not the end of reading', () => {
    const host = hostWith(
      { parameters: PRINCIPAL },
      { azureSubscription: 'azure', resourceGroup: 'r', workspaceName: '!' },
    )
    assert.throws(
      () => read(host),
      (error: { problems?: readonly string[] }) =>
        error.problems?.length === 2 && /carries no secret/.test(error.problems[0] ?? ''),
    )
  })
})
