import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import * as path from 'node:path'
import { TaskError } from '../../../tasks/common/errors.ts'
import { UV_VERSION } from '../../../tasks/common/python/installer/uv.ts'
import { Agent, fetchUv, run, useVariables } from './agent.ts'
import { writePackages, writeUvWheel } from './package-folder.ts'
import { basicLogin, startPackageIndex, type PackageIndex } from './package-index.ts'
import { makePythonMirror, type PythonMirror } from './python-mirror.ts'

describe('On an agent without any Python', function () {
  this.timeout(180_000)
  let first: Agent
  let agent: Agent
  let index: PackageIndex
  let mirror: PythonMirror
  let wheel: string

  before(async () => {
    first = new Agent()
    await fetchUv(first)
    mirror = makePythonMirror(first.root)
    writePackages(first.packages, [{ name: 'apple', version: '1.0' }])
    const folder = path.join(first.tools, 'mlops-uv', UV_VERSION, `${process.platform}-${process.arch}`)
    wheel = writeUvWheel(first.packages, UV_VERSION, path.join(folder, 'bin', 'uv'))
    index = await startPackageIndex(first.packages, basicLogin('build', 'tok/en'))
    mkdirSync(path.join(first.root, 'empty'))
  })
  after(async () => {
    await index.close()
    first.remove()
  })
  beforeEach(() => (agent = new Agent()))
  afterEach(() => agent.remove())
  useVariables(() => ({
    PATH: path.join(first.root, 'empty'),
    HOME: agent.root,
    PYENV_ROOT: undefined,
    XDG_CONFIG_HOME: agent.root,
    PIP_INDEX_URL: index.withLogin('build', 'tok/en'),
    UV_DEFAULT_INDEX: undefined,
    UV_INDEX_URL: undefined,
    PIP_CONFIG_FILE: undefined,
    PIP_FIND_LINKS: undefined,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    UV_CACHE_DIR: path.join(agent.root, 'cache'),
    UV_PYTHON_INSTALL_MIRROR: mirror.url,
    UV_PYTHON_DOWNLOADS_JSON_URL: mirror.list,
  }))

  it('uv comes from the index, Python from the mirror, and both are there the next time', async () => {
    const spec = mirror.version.split('.').slice(0, 2).join('.')
    const host = agent.host({ packages: 'apple', pythonVersion: spec })

    const outcome = await run(host)

    assert.match(outcome.message, new RegExp(`^Python ${mirror.version} with 1 package, installed by uv`))
    const python = host.outputValues['pythonLocation'] ?? ''
    const said = execFileSync(python, ['-c', 'import apple, sys; print(apple.version, sys.base_prefix)'])
    assert.match(said.toString(), new RegExp(`^1\\.0 ${agent.tools}/mlops-python/`))
    assert.doesNotMatch(host.log.text + host.log.debugLines.join('\n'), /tok\/en|tok%2Fen/)
    const asked = index.requests.length
    const again = agent.host({ packages: 'apple', pythonVersion: spec })
    await run(again)
    assert.equal(again.outputValues['cacheHit'], 'true')
    assert.equal(index.requests.length, asked)
  })

  const failing = async (what: RegExp, remedy: RegExp): Promise<void> => {
    await assert.rejects(run(agent.host({ packages: 'apple' })), (error: unknown) => {
      assert.ok(error instanceof TaskError)
      assert.match(error.message, what)
      assert.match(error.remedy ?? '', remedy)
      return true
    })
    const folder = path.join(agent.tools, 'mlops-uv', UV_VERSION)
    assert.deepEqual(existsSync(folder) ? readdirSync(folder) : [], [])
  }

  it('the task says what to configure where no index is', async () => {
    delete process.env['PIP_INDEX_URL']
    await failing(/no package index is configured/, /Set PIP_INDEX_URL .* UsePythonVersion@0/)
  })

  it('the task says what is wrong with an index that is no URL', async () => {
    process.env['PIP_INDEX_URL'] = '$(feed)/simple'
    await failing(/The package index \$\(feed\)\/simple is no http or https URL/, /Correct PIP_INDEX_URL/)
  })

  it('the task takes a password with a bare percent sign for what it is', async () => {
    process.env['PIP_INDEX_URL'] = index.withLogin('build', 'x').replace(':x@', ':half%done@')
    await failing(/index answered 401/, /PipAuthenticate@1/)
  })

  it('the task says what the index answered to a wrong password', async () => {
    process.env['PIP_INDEX_URL'] = index.withLogin('build', 'wrong')
    await failing(/index answered 401/, /PipAuthenticate@1/)
  })

  it('a wheel of uv that is not what its hash promises is thrown away', async () => {
    const lying = await startPackageIndex(first.packages, request => {
      if (request.url?.startsWith('/files/uv-')) appendFileSync(wheel, 'x')
      return undefined
    })
    process.env['PIP_INDEX_URL'] = lying.url
    try {
      await failing(/not what its hash promises/, /Run the job again/)
    } finally {
      await lying.close()
    }
  })
})
