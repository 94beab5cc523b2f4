import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { runSteps, type RunStepsOutcome } from '../../support/run-steps.ts'
import { temporaryFolders } from '../../unit/agent/support/folders.ts'
import { writeTask } from '../../unit/agent/support/tasks.ts'

const folder = temporaryFolders()
const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const taskLib = fromRoot('node_modules/azure-pipelines-task-lib/task.js')

const main = `
const tl = require(${JSON.stringify(taskLib)})
const id = tl.getInput('connection', true)
console.log('answers ' + JSON.stringify({
  name: tl.getInput('name'),
  missing: tl.getInput('missing') ?? null,
  flag: tl.getBoolInput('flag'),
  filePathSupplied: tl.filePathSupplied('file'),
  secretLength: tl.getVariable('key').length,
  leaked: Object.keys(process.env).filter(name => /^(INPUT|SECRET|ENDPOINT_AUTH)_/.test(name) && process.env[name] !== ''),
  url: tl.getEndpointUrl(id, false),
  scheme: tl.getEndpointAuthorizationScheme(id, false),
  tenant: tl.getEndpointAuthorizationParameter(id, 'TenantId', false),
  subscription: tl.getEndpointDataParameter(id, 'subscriptionId', false),
  tokenLength: tl.getEndpointAuthorization('SYSTEMVSSCONNECTION', false).parameters.AccessToken.length,
  version: tl.getVariable('Agent.Version'),
  node: process.versions.node.split('.')[0],
}))
console.log('principal ' + tl.getEndpointAuthorizationParameter(id, 'serviceprincipalid', false))
tl.setTaskVariable('state', 'of;this]step%')
tl.setVariable('plain', 'a;b]c%d\\nsecond')
tl.setVariable('hidden', 'masked-value', true, true)
console.log('now masked-value is hidden')
tl.setResult(tl.TaskResult.SucceededWithIssues, 'could be better; 100%]')
`
const post = `
const tl = require(${JSON.stringify(taskLib)})
console.log('post ' + tl.getTaskVariable('state') + ' ' + JSON.stringify(tl.getVariable('plain')))
`

const inputs = [
  { name: 'connection', type: 'connectedService:AzureRM', required: true },
  { name: 'name', type: 'string', defaultValue: '$(Build.DefinitionVersion)' },
  { name: 'missing', type: 'string' },
  { name: 'flag', type: 'boolean', defaultValue: 'true' },
  { name: 'file', type: 'filePath' },
]

function run(node: string): Promise<RunStepsOutcome> {
  const home = folder()
  writeTask(home, 'Real', { main, post, manifest: { inputs } })
  return runSteps({
    home,
    tasks: [home],
    node,
    steps: [{ task: 'Real@1', name: 'real', inputs: { connection: 'azure' } }],
    secrets: { key: '12345678' },
    connections: [
      {
        id: '6f1f7f2e-35bb-4f0c-a3a4-7b8f5a1f6c22',
        name: 'azure',
        url: 'https://management.example/',
        scheme: 'WorkloadIdentityFederation',
        parameters: { tenantid: 'the-tenant', serviceprincipalid: 'the-principal' },
        data: { subscriptionId: 'the-subscription' },
      },
    ],
  })
}

const installed = ['node20', 'node24'].map(name => [name, fromRoot(`node_modules/${name}/bin/node`)] as const)

for (const [name, node] of [['the running node', process.execPath] as const, ...installed]) {
  if (!existsSync(node)) {
    console.log(`Not chosen: the task library on ${name}, which is not installed for this platform.`)
    continue
  }
  describe(`A task written with the official library, on ${name}`, () => {
    it('reads its inputs, variables, connection and token as from an agent', async () => {
      const outcome = await run(node)
      const line = outcome.log.find(text => text.startsWith('answers ')) ?? outcome.log.join('\n')
      const {
        version,
        node: major,
        ...answers
      } = JSON.parse(line.slice('answers '.length)) as Record<string, unknown>
      assert.deepEqual(answers, {
        name: '1',
        missing: null,
        flag: true,
        filePathSupplied: false,
        secretLength: 8,
        leaked: [],
        url: 'https://management.example/',
        scheme: 'WorkloadIdentityFederation',
        tenant: 'the-tenant',
        subscription: 'the-subscription',
        tokenLength: 'no-token'.length,
      })
      assert.match(String(version), /^\d+\.\d+\.\d+$/)
      if (name !== 'the running node') assert.equal(major, name.slice('node'.length))

      // What it hands back arrives unharmed, and secrets are masked.
      assert.equal(outcome.step('real').result, 'SucceededWithIssues')
      assert.deepEqual(outcome.step('real').issues, [{ type: 'warning', message: 'could be better; 100%]' }])
      assert.deepEqual(outcome.outputs.get('real.hidden'), { value: 'masked-value', secret: true })
      assert.ok(outcome.log.includes('principal ***'))
      assert.ok(outcome.log.includes('now *** is hidden'))
      assert.ok(outcome.log.includes('post of;this]step% "a;b]c%d\\nsecond"'), outcome.log.join('\n'))
    })
  })
}
