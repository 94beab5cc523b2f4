import assert from 'node:assert/strict'

import { buildEnvironment, type EnvironmentParts } from '../../../local/agent/process/environment.ts'
import { withoutSecrets } from '../../../local/agent/process/without-secrets.ts'

const open = (name: string, value: string) => ({ name, value, secret: false, readonly: false })
const secret = (name: string, value: string) => ({ name, value, secret: true, readonly: false })

const parts: EnvironmentParts = {
  inherited: { PATH: '/bin', HOME: '/home/me', SHARED: 'agent' },
  step: new Map([
    ['SHARED', 'step'],
    ['OWN', 'step'],
    ['MY_VAR', 'step'],
    ['INPUT_NAME', 'step'],
  ]),
  variables: [
    open('my.var', 'variable'),
    open('my-var', 'hyphen'),
    open('agent.jobstatus', 'Succeeded'),
    secret('a token', 's'),
  ],
  inputs: new Map([
    ['name', 'input'],
    ['empty', ''],
  ]),
  connections: [
    {
      id: '0a',
      name: 'azure',
      url: 'https://management/',
      scheme: 'ServicePrincipal',
      parameters: { tenantid: 't', serviceprincipalKey: 'k' },
      data: { subscriptionId: 'sub' },
    },
    {
      id: 'SYSTEMVSSCONNECTION',
      name: 'SystemVssConnection',
      url: 'https://devops/',
      scheme: 'OAuth',
      parameters: { AccessToken: 'jwt' },
      data: undefined,
    },
  ],
  taskVariables: [secret('My State', 'x')],
  prependedPaths: ['/newest', '/older'],
  lookupId: 'vsts_1',
}

describe('The environment of a task', () => {
  const environment = buildEnvironment(parts)

  it('lets a variable win over the env of the step, and that over the environment of the agent', () => {
    assert.equal(environment['SHARED'], 'step')
    assert.equal(environment['OWN'], 'step')
    assert.equal(environment['MY_VAR'], 'variable')
    assert.equal(environment['INPUT_NAME'], 'input')
    assert.equal(environment['HOME'], '/home/me')
  })

  it('has every input, empty ones too', () => {
    assert.equal(environment['INPUT_EMPTY'], '')
  })

  it('keeps hyphens in names, and the status of the job under its own name too', () => {
    assert.equal(environment['MY-VAR'], 'hyphen')
    assert.equal(environment['agent.jobstatus'], 'Succeeded')
    assert.equal(environment['AGENT_JOBSTATUS'], 'Succeeded')
  })

  it('has secrets only under SECRET_, and the names of both kinds', () => {
    assert.equal(environment['SECRET_A_TOKEN'], 's')
    assert.equal(environment['A_TOKEN'], undefined)
    assert.equal(environment['VSTS_PUBLIC_VARIABLES'], '["my.var","my-var","agent.jobstatus"]')
    assert.equal(environment['VSTS_SECRET_VARIABLES'], '["a token"]')
  })

  it('describes a connection in all the ways tasks read it', () => {
    assert.equal(environment['ENDPOINT_URL_0a'], 'https://management/')
    assert.equal(
      environment['ENDPOINT_AUTH_0a'],
      '{"parameters":{"tenantid":"t","serviceprincipalKey":"k"},"scheme":"ServicePrincipal"}',
    )
    assert.equal(environment['ENDPOINT_AUTH_SCHEME_0a'], 'ServicePrincipal')
    assert.equal(environment['ENDPOINT_AUTH_PARAMETER_0a_SERVICEPRINCIPALKEY'], 'k')
    assert.equal(environment['ENDPOINT_DATA_0a'], '{"subscriptionId":"sub"}')
    assert.equal(environment['ENDPOINT_DATA_0a_SUBSCRIPTIONID'], 'sub')
  })

  it('has no data for the connection to Azure DevOps', () => {
    assert.equal(environment['ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN'], 'jwt')
    assert.deepEqual(
      Object.keys(environment).filter(name => name.startsWith('ENDPOINT_DATA_SYSTEM')),
      [],
    )
  })

  it('puts prepended paths before PATH, the newest first, and marks the process', () => {
    assert.equal(environment['PATH'], '/newest:/older:/bin')
    assert.equal(environment['VSTS_PROCESS_LOOKUP_ID'], 'vsts_1')
    assert.equal(environment['TF_BUILD'], 'True')
    assert.equal(environment['VSTS_TASKVARIABLE_MY_STATE'], 'x')
  })

  it('loses inputs, secrets and authorization before a script sees it', () => {
    const left = Object.keys(withoutSecrets(environment))
    const taken = /^(INPUT|SECRET|ENDPOINT_AUTH|VSTS_TASKVARIABLE)_/
    assert.deepEqual(
      left.filter(name => taken.test(name)),
      [],
    )
    assert.ok(left.includes('ENDPOINT_URL_0a'))
  })
})
