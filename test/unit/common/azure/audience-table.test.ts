import assert from 'node:assert/strict'
import { AudienceTable, type Audience } from '../../../../tasks/common/azure/audience-table.ts'

function tableOfOneConnection(): AudienceTable {
  const table = new AudienceTable()
  table.allow('ResourceManager', 'https://management.example/')
  table.allow('ResourceManager', 'https://dataplane.example:8443/history')
  table.allow('Storage', 'https://account.blob.storage.example/container')
  table.allow('Registry', 'https://registry.example:5000')
  table.allow('AgentToken', 'https://devops.example/project/oidctoken')
  return table
}

describe('6.6 a token goes to no host outside its row', () => {
  const cases: [audience: Audience, url: string, allowed: boolean][] = [
    ['ResourceManager', 'https://management.example/subscriptions', true],
    ['ResourceManager', 'https://MANAGEMENT.example/subscriptions', true],
    ['ResourceManager', 'https://management.example:443/x', true],
    ['ResourceManager', 'https://dataplane.example:8443/other', true],
    ['ResourceManager', 'https://dataplane.example/other', false],
    ['ResourceManager', 'http://management.example/x', false],
    ['ResourceManager', 'https://management.example.canary.example/x', false],
    ['ResourceManager', 'https://management.example@canary.example/x', false],
    ['ResourceManager', 'https://canary.example/?https://management.example', false],
    ['ResourceManager', 'https://account.blob.storage.example/x', false],
    ['Storage', 'https://account.blob.storage.example/x', true],
    ['Storage', 'https://other.blob.storage.example/x', false],
    ['Storage', 'https://management.example/x', false],
    ['Registry', 'https://registry.example:5000/oauth2/exchange', true],
    ['Registry', 'https://registry.example/oauth2/exchange', false],
    ['Registry', 'https://management.example/x', false],
    ['ResourceManager', 'https://registry.example:5000/v2/', false],
    ['AgentToken', 'https://devops.example/project/oidctoken', true],
    ['AgentToken', 'https://management.example/', false],
    ['MachineLearning', 'https://management.example/', false],
  ]
  for (const [audience, url, allowed] of cases) {
    it(`${audience} to ${url}: ${allowed ? 'allowed' : 'refused'}`, () => {
      const check = (): void => tableOfOneConnection().check(audience, url)
      if (allowed) assert.doesNotThrow(check)
      else assert.throws(check, { message: `Refused to send a ${audience} token to ${new URL(url).origin}.` })
    })
  }
})
