import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import * as path from 'node:path'
import type { FakeHost } from '../../support/fake-host.ts'
import { Agent, fetchUv, run, useVariables, versionIn } from './agent.ts'
import { writePackages, writeUvWheel } from './package-folder.ts'
import { startPackageIndex, type PackageIndex } from './package-index.ts'
import { UV_VERSION } from '../../../tasks/common/python/installer/uv.ts'

describe('What pip is told on an agent, with uv as the installer', function () {
  this.timeout(120_000)
  let first: Agent
  let agent: Agent
  let index: PackageIndex | undefined
  before(async () => {
    first = new Agent()
    await fetchUv(first)
  })
  after(() => first.remove())
  beforeEach(() => {
    agent = new Agent()
    agent.takeUvFrom(first)
    writePackages(
      agent.packages,
      ['1.0', '2.0', '3.0b1'].map(version => ({ name: 'apple', version })),
    )
  })
  afterEach(async () => {
    await index?.close()
    index = undefined
    agent.remove()
  })
  useVariables(() => ({
    ...Object.fromEntries(
      ['CONSTRAINT', 'REQUIRE_HASHES', 'PRE', 'NO_BINARY', 'PREFER_BINARY', 'INDEX_URL', 'CONFIG_FILE'].map(
        name => [`PIP_${name}`, undefined],
      ),
    ),
    PATH: process.env['PATH'],
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: agent.packages,
    NO_PROXY: '127.0.0.1',
    UV_CACHE_DIR: path.join(agent.root, 'cache'),
  }))

  const install = async (given: Readonly<Record<string, string>>): Promise<FakeHost> => {
    const host = agent.host({ installer: 'uv', ...given })
    await run(host)
    return host
  }
  const apple = (host: FakeHost): string => versionIn(host.outputValues['pythonLocation'] ?? '', 'apple')

  it('constrains versions, and another text of the constraints makes another environment', async () => {
    process.env['PIP_CONSTRAINT'] = agent.write('limits.txt', 'apple<2\n')
    assert.equal(apple(await install({ packages: 'apple' })), '1.0')
    agent.write('limits.txt', 'apple<3\n')
    const host = await install({ packages: 'apple' })
    assert.equal(apple(host), '2.0')
    assert.equal(host.outputValues['cacheHit'], 'false')
  })

  it('demands hashes', async () => {
    process.env['PIP_REQUIRE_HASHES'] = 'true'
    await assert.rejects(install({ packages: 'apple==1.0' }), /has no hash/)
  })

  it('forbids wheels', async () => {
    process.env['PIP_NO_BINARY'] = 'apple'
    await assert.rejects(install({ packages: 'apple' }), /no file of the kind that is allowed/)
  })

  it('allows pre-releases, by variable or in the requirements file', async () => {
    process.env['PIP_PRE'] = '1'
    assert.equal(apple(await install({ packages: 'apple' })), '3.0b1')
    delete process.env['PIP_PRE']
    const dependencyFile = agent.write('requirements.txt', '--pre\napple\n')
    assert.equal(apple(await install({ dependencyFile })), '3.0b1')
  })

  it('is left to pip where uv has no word for it, which is said', async () => {
    process.env['PIP_PREFER_BINARY'] = '1'
    const host = await install({ packages: 'apple<2', installer: 'auto' })
    assert.match(host.log.text, /no counterpart for what pip is told by prefer-binary: pip is used/)
    assert.match(host.log.text, /installed by pip/)
  })

  it('is lost where uv has no word for it but was asked for by name, which is a warning', async () => {
    process.env['PIP_PREFER_BINARY'] = '1'
    const host = await install({ packages: 'apple' })
    assert.match(host.log.warnings.join(), /prefer-binary: uv installs without it/)
  })

  it('is read from the configuration file too, by a Python that has no pip', async () => {
    index = await startPackageIndex(agent.packages)
    execFileSync('python3', ['-m', 'venv', '--without-pip', path.join(agent.root, 'bare')])
    process.env['PATH'] = path.join(agent.root, 'bare', 'bin')
    delete process.env['PIP_NO_INDEX']
    delete process.env['PIP_FIND_LINKS']
    process.env['PIP_CONFIG_FILE'] = agent.write('pip.conf', `[global]\nindex-url = ${index.url}\n`)
    assert.equal(apple(await install({ packages: 'apple' })), '2.0')
    assert.ok(index.requests.some(request => /^GET \/files\/apple.* uv\//.test(request)))
  })

  it('is left out where its file cannot be read, which is said without the password in it', async () => {
    process.env['PIP_CONFIG_FILE'] = agent.write('pip.conf', 'index-url = https://build:s3cret@host/simple\n')
    const host = await install({ packages: 'apple' })
    assert.match(
      host.log.warnings.join(),
      /pip's configuration is left out: .*no section headers.*index-url/s,
    )
    assert.doesNotMatch(host.log.text, /s3cret/)
  })

  it('tells the environments of two feeds apart, though the dependencies are the same', async () => {
    delete process.env['PIP_NO_INDEX']
    delete process.env['PIP_FIND_LINKS']
    const other = path.join(agent.root, 'other')
    writePackages(other, [{ name: 'apple', version: '9.0' }])
    const feeds = [await startPackageIndex(agent.packages), await startPackageIndex(other)]
    try {
      const versions = []
      for (const feed of feeds) {
        process.env['PIP_INDEX_URL'] = feed.withLogin('build', 'token-of-today')
        versions.push(apple(await install({ packages: 'apple' })))
      }
      assert.deepEqual(versions, ['2.0', '9.0'])
      process.env['PIP_INDEX_URL'] = feeds[1]?.withLogin('build', 'token-of-tomorrow')
      assert.equal((await install({ packages: 'apple' })).outputValues['cacheHit'], 'true')
    } finally {
      await Promise.all(feeds.map(feed => feed.close()))
    }
  })

  it('about the packages of the user does not keep uv itself away', async () => {
    const uv = path.join(
      first.tools,
      'mlops-uv',
      UV_VERSION,
      `${process.platform}-${process.arch}`,
      'bin',
      'uv',
    )
    writeUvWheel(agent.packages, UV_VERSION, uv)
    execFileSync('rm', [path.join(agent.tools, 'mlops-uv')])
    process.env['PIP_REQUIRE_HASHES'] = '1'
    process.env['PIP_CONSTRAINT'] = agent.write('limits.txt', 'uv<0.1\n')
    await assert.rejects(install({ packages: 'apple==1.0' }), /has no hash/) // said by uv, so uv is there
  })
})
