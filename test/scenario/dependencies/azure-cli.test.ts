import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as path from 'node:path'
import { TaskError } from '../../../tasks/common/errors.ts'
import { Agent, fetchUv, run, useVariables, versionIn } from './agent.ts'
import { writeAzureCli, writePackages } from './package-folder.ts'

describe('An Azure CLI for scripts of the user', function () {
  this.timeout(120_000)
  let agent: Agent
  let server: Server
  let failures = 0
  let asked = 0

  before(async () => {
    agent = new Agent()
    await fetchUv(agent)
    writeAzureCli(agent.packages, '2.77.0')
    writePackages(
      agent.packages,
      ['apple', 'pip', 'setuptools'].map(name => ({ name, version: '1.0' })),
    )
    writePackages(agent.packages, [{ name: 'setuptools', version: '84.0' }])
    server = createServer((request, response) => {
      asked++
      if (failures-- > 0) response.writeHead(503).end()
      else if (request.url === '/ml-2.38.0') response.writeHead(200).end('the extension')
      else response.writeHead(404).end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  after(() => {
    server.close()
    agent.remove()
  })
  beforeEach(() => (asked = failures = 0))
  useVariables(() => ({
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: agent.packages,
    UV_CACHE_DIR: path.join(agent.root, 'cache'),
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    AZURE_EXTENSION_INDEX_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }))
  const versions = { azureCliVersion: '2.77.0', mlExtensionVersion: '2.38.0' }

  it('is put on PATH behind the environment, its extension in a folder of its own, in spite of a shaky index', async () => {
    failures = 1
    const host = agent.host({ packages: 'apple', ...versions })

    const start = Date.now()
    const { message } = await run(host)

    assert.equal(asked, 2)
    const what =
      'with 1 package, installed by uv, and Azure CLI 2.77.0 with its extension ml 2.38.0, installed, in'
    assert.ok(message.includes(what), message)
    const told = Number(/in ([\d.]+) s\.$/.exec(message)?.[1])
    assert.ok(told >= 2 && told <= (Date.now() - start) / 1000 + 0.1, message) // the wait for the index is in it
    assert.match(host.log.text, /No task of this extension needs it/)
    assert.match(host.log.text, /again in 2 s/)
    const [cli = '', environment] = host.prepended
    assert.equal(environment, path.dirname(host.outputValues['pythonLocation'] ?? ''))
    assert.match(execFileSync(path.join(cli, 'az'), ['version'], { encoding: 'utf8' }), /^azure-cli 2\.77\.0/)
    assert.equal(versionIn(path.join(cli, 'python'), 'setuptools'), '1.0') // the last with pkg_resources
    const extensions = host.variablesSet['AZURE_EXTENSION_DIR'] ?? ''
    assert.equal(readFileSync(path.join(extensions, 'ml', 'ml.txt'), 'utf8'), 'the extension')
  })

  it('is taken from the cache the next time, and enough by itself', async () => {
    const host = agent.host(versions)
    await run(host)
    assert.equal(asked, 0)
    assert.match(host.log.text, /Azure CLI 2\.77\.0 with its extension ml 2\.38\.0, ready in the cache/)
  })

  it('is made anew when its extension was lost', async () => {
    const made = agent.host(versions)
    await run(made)
    rmSync(path.join(made.variablesSet['AZURE_EXTENSION_DIR'] ?? '', 'ml'), { recursive: true })
    const host = agent.host(versions)
    await run(host)
    assert.equal(asked, 1)
    assert.match(host.log.text, /is damaged: extensions\/ml\/ml\.txt is missing\. It is made anew/)
    const extensions = host.variablesSet['AZURE_EXTENSION_DIR'] ?? ''
    assert.equal(readFileSync(path.join(extensions, 'ml', 'ml.txt'), 'utf8'), 'the extension')
  })

  for (const mlExtension of ['9.9.9', '9.9.8']) {
    it(`leaves nothing behind when the index has no ${mlExtension}, and does not ask for it again`, async () => {
      const before = readdirSync(path.join(agent.tools, 'mlops-azure-cli'))
      const host = agent.host({ ...versions, mlExtensionVersion: mlExtension })
      await assert.rejects(run(host), (error: unknown) => {
        assert.ok(error instanceof TaskError)
        assert.ok(error.message.startsWith(`The ml extension ${mlExtension} of the Azure CLI could not be`))
        assert.match(error.remedy ?? '', /AZURE_EXTENSION_INDEX_URL/)
        return true
      })
      assert.equal(asked, 1)
      assert.deepEqual(readdirSync(path.join(agent.tools, 'mlops-azure-cli')), before)
      assert.ok(existsSync(path.join(agent.tools, 'mlops-uv')))
    })
  }
})
