import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { TaskError } from '../../../tasks/common/errors.ts'
import { UV_VERSION } from '../../../tasks/common/python/installer/uv.ts'
import { Agent, fetchUv, run, useVariables, versionIn } from './agent.ts'
import { editableBackend, editableProject, wheelOf, writePackages } from './package-folder.ts'
import { hashOf } from './package-index.ts'

describe('MLOpsInstallDependencies', function () {
  this.timeout(120_000)
  let first: Agent
  let agent: Agent

  before(async () => {
    first = new Agent()
    const folder = path.join(
      first.tools,
      'mlops-uv',
      UV_VERSION,
      `${process.platform}-${process.arch}`,
      'bin',
    )
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'uv'), 'torn', { mode: 0o755 })
    const host = await fetchUv(first)
    assert.match(host.log.text, /does not start: it is fetched anew/)
  })
  after(() => first.remove())

  beforeEach(() => {
    agent = new Agent()
    agent.takeUvFrom(first)
    writePackages(agent.packages, [
      { name: 'apple', version: '1.0', requires: ['seed<2'] },
      { name: 'apple', version: '2.0', requires: ['seed>=2'] },
      { name: 'seed', version: '1.5' },
      { name: 'seed', version: '2.5' },
    ])
  })
  afterEach(() => agent.remove())
  useVariables(() => ({
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: agent.packages,
    UV_CACHE_DIR: path.join(agent.root, 'cache'),
  }))

  it('makes an environment from a requirements file with includes and activates it for later steps', async () => {
    agent.write('limits/constraints.txt', 'apple<2\n')
    agent.write('base.txt', 'apple\n')
    const file = agent.write('requirements.txt', '-r base.txt\n-c limits/constraints.txt\n')
    const host = agent.host({ dependencyFile: file })

    const outcome = await run(host)

    assert.equal(outcome.result, 'Succeeded')
    assert.match(outcome.message, /^Python 3\.\S+ with 2 packages, installed by uv, in \d+\.\d s\.$/)
    const { pythonLocation = '', environmentPath = '', cacheHit } = host.outputValues
    assert.equal(cacheHit, 'false')
    assert.equal(versionIn(pythonLocation, 'apple'), '1.0')
    assert.deepEqual(host.prepended, [path.dirname(pythonLocation)])
    assert.equal(host.variablesSet['VIRTUAL_ENV'], environmentPath)
    assert.ok(host.log.lines.indexOf('SECTION Plan') < host.log.lines.indexOf('GROUP Installing by uv'))
    assert.match(host.summaries['mlops-dependencies'] ?? '', /apple==1\.0/)
  })

  it('finds the environment ready the second time and installs nothing', async () => {
    const inputs = { packages: 'apple==2.0' }
    await run(agent.host(inputs))
    rmSync(agent.packages, { recursive: true })
    const host = agent.host(inputs)

    const outcome = await run(host)

    assert.equal(host.outputValues['cacheHit'], 'true')
    assert.match(outcome.message, /2 packages, ready in the cache/)
    assert.ok(host.log.lines.includes('apple==2.0'))
  })

  it('makes another environment when an included file changes', async () => {
    agent.write('base.txt', 'seed==1.5\n')
    const dependencyFile = agent.write('requirements.txt', '-r base.txt\n')
    await run(agent.host({ dependencyFile }))
    agent.write('base.txt', 'seed==2.5\n')
    const host = agent.host({ dependencyFile })

    await run(host)

    assert.equal(host.outputValues['cacheHit'], 'false')
    assert.equal(versionIn(host.outputValues['pythonLocation'] ?? '', 'seed'), '2.5')
  })

  it('makes a half-made environment anew and says so', async () => {
    const made = agent.host({ packages: 'seed' })
    await run(made)
    const directory = made.outputValues['environmentPath'] ?? ''
    writeFileSync(path.join(directory, 'mlops-environment.json'), '{"state": "mak')
    const host = agent.host({ packages: 'seed' })

    await run(host)

    assert.match(host.log.text, /was left half made\. It is made anew/)
    assert.equal(host.outputValues['cacheHit'], 'false')
    assert.equal(versionIn(host.outputValues['pythonLocation'] ?? '', 'seed'), '2.5')
  })

  it('makes one environment when two jobs ask for it at once', async () => {
    const hosts = [agent.host({ packages: 'apple' }), agent.host({ packages: 'apple' })]

    await Promise.all(hosts.map(run))

    assert.deepEqual(hosts.map(host => host.outputValues['cacheHit']).sort(), ['false', 'true'])
    for (const host of hosts)
      assert.equal(versionIn(host.outputValues['pythonLocation'] ?? '', 'apple'), '2.0')
    assert.equal(agent.leftovers().length, 1)
  })

  it('honours Python, packages and pip section of a conda file', async () => {
    const dependencyFile = agent.write(
      'conda.yml',
      'channels: [conda-forge]\ndependencies:\n  - python>=3.8\n  - pip\n  - seed=1.5\n  - pip:\n    - apple<2\n',
    )
    const host = agent.host({ dependencyFile })

    await run(host)

    assert.match(host.log.text, /Channels are ignored/)
    assert.equal(versionIn(host.outputValues['pythonLocation'] ?? '', 'apple'), '1.0')
  })

  it('installs the dependencies of a pyproject by pip into a folder of the user', async () => {
    const dependencyFile = agent.write(
      'pyproject.toml',
      '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.8"\ndependencies = ["apple<2"]\n',
    )
    const environmentDirectory = path.join(agent.root, 'environment')
    const host = agent.host({ dependencyFile, environmentDirectory, installer: 'pip' })

    const outcome = await run(host)

    assert.match(outcome.message, /installed by pip/)
    assert.equal(host.outputValues['environmentPath'], environmentDirectory)
    assert.equal(versionIn(host.outputValues['pythonLocation'] ?? '', 'seed'), '1.5')
  })

  const hashOfSeed = (version: string): string => hashOf(wheelOf(agent.packages, { name: 'seed', version }))

  it('installs by markers and hashes what they let through', async () => {
    const dependencyFile = agent.write(
      'requirements.txt',
      `seed==1.5 ; python_version >= "3" \\\n    --hash=sha256:${hashOfSeed('1.5')}\n` +
        `pear==1 ; sys_platform == "amiga" --hash=sha256:${'0'.repeat(64)}\n`,
    )
    const host = agent.host({ dependencyFile })

    await run(host)

    const lockFile = readFileSync(host.outputValues['lockFile'] ?? '', 'utf8')
    assert.match(lockFile, /^# Resolved for Python 3\.[\d.]+\.\nseed==1\.5\n$/)
  })

  for (const installer of ['uv', 'pip']) {
    it(`refuses with ${installer} a package that is not what its hash promises`, async () => {
      const dependencyFile = agent.write('r.txt', `seed==1.5 --hash=sha256:${hashOfSeed('2.5')}\n`)
      await assert.rejects(run(agent.host({ dependencyFile, installer })), /not what its hash promises/)
      assert.deepEqual(agent.leftovers(), [])
    })
  }

  it('refuses requirements of which only some have a hash', async () => {
    const dependencyFile = agent.write('r.txt', `seed==1.5 --hash=sha256:${hashOfSeed('1.5')}\n`)
    await assert.rejects(run(agent.host({ dependencyFile, packages: 'apple==1.0' })), /has no hash/)
  })

  it('installs an editable package, and explains one that is not there', async () => {
    agent.write('lib/pyproject.toml', editableProject)
    agent.write('lib/backend.py', editableBackend)
    agent.write('lib/local.py', 'version = "first"\n')
    const dependencyFile = agent.write('conda.yml', 'dependencies: [{pip: [-e ./lib]}]\n')
    const host = agent.host({ dependencyFile })

    await run(host)

    assert.equal(versionIn(host.outputValues['pythonLocation'] ?? '', 'local'), 'first')
    const gone = agent.write('conda.yml', 'dependencies: [{pip: [-e ./gone]}]\n')
    await assert.rejects(run(agent.host({ dependencyFile: gone })), /local package is not where/)
  })

  it('gives each of two checkouts with the same lines an editable package of its own', async () => {
    const said: string[] = []
    for (const checkout of ['1', '2']) {
      agent.write(`${checkout}/lib/pyproject.toml`, editableProject)
      agent.write(`${checkout}/lib/backend.py`, editableBackend)
      agent.write(`${checkout}/lib/local.py`, 'version = __file__\n')
      const host = agent.host({
        dependencyFile: agent.write(`${checkout}/conda.yml`, 'dependencies: [{pip: [-e ./lib]}]\n'),
      })
      await run(host)
      said.push(versionIn(host.outputValues['pythonLocation'] ?? '', 'local'))
    }
    assert.deepEqual(
      said,
      ['1', '2'].map(checkout => path.join(agent.sources, checkout, 'lib', 'local.py')),
    )
  })

  it('looks for wheels and includes of lines that lie in no file beside the conda file, or in the folder of the job', async () => {
    process.env['PIP_FIND_LINKS'] = path.join(agent.root, 'none')
    agent.write('limits.txt', 'seed<2\n')
    const dependencyFile = agent.write(
      'conda.yml',
      'dependencies: [{pip: [--find-links ../packages, -c limits.txt, seed]}]\n',
    )
    mkdirSync(path.join(agent.root, 'none'))
    for (const installer of ['uv', 'pip']) {
      const host = agent.host({ dependencyFile, installer })
      await run(host)
      assert.equal(versionIn(host.outputValues['pythonLocation'] ?? '', 'seed'), '1.5')
    }
  })

  it('takes an environment of the user, kept by a cache, at its new place', async () => {
    writePackages(agent.packages, [{ name: 'tool', version: '1.0', script: 'tool' }])
    const old = agent.host({ packages: 'tool', environmentDirectory: path.join(agent.root, 'old') })
    await run(old)
    const moved = path.join(agent.root, 'new')
    renameSync(path.join(agent.root, 'old'), moved)
    const host = agent.host({ packages: 'tool', environmentDirectory: moved })

    await run(host)

    assert.equal(host.outputValues['cacheHit'], 'true')
    const said = execFileSync(path.join(moved, 'bin', 'tool'), { encoding: 'utf8' })
    assert.equal(said.trim(), '1.0')
  })

  it('makes an environment by pip anew that was moved, for its scripts would not start', async () => {
    const wanted = { packages: 'seed', installer: 'pip' }
    await run(agent.host({ ...wanted, environmentDirectory: path.join(agent.root, 'old') }))
    renameSync(path.join(agent.root, 'old'), path.join(agent.root, 'new'))
    const host = agent.host({ ...wanted, environmentDirectory: path.join(agent.root, 'new') })

    await run(host)

    assert.match(host.log.text, /was moved here/)
    assert.equal(host.outputValues['cacheHit'], 'false')
  })

  it('takes pip, and says why, on an agent that cannot have uv', async () => {
    rmSync(path.join(agent.tools, 'mlops-uv'))
    const host = agent.host({ packages: 'seed<2' })

    const outcome = await run(host)

    assert.match(outcome.message, /installed by pip/)
    assert.match(host.log.warnings.join(), /uv .* could not be fetched by pip\. pip is used in its place/)
    assert.equal(versionIn(host.outputValues['pythonLocation'] ?? '', 'seed'), '1.5')
  })

  it('fails where uv is asked for by name and cannot be had', async () => {
    rmSync(path.join(agent.tools, 'mlops-uv'))

    await assert.rejects(
      run(agent.host({ packages: 'seed', installer: 'uv' })),
      /could not be fetched by pip/,
    )

    assert.deepEqual(agent.leftovers(), [])
    assert.deepEqual(readdirSync(path.join(agent.tools, 'mlops-uv', UV_VERSION)), [])
  })

  it('warns of packages that do not fit together', async () => {
    process.env['PIP_NO_DEPS'] = '1'
    const host = agent.host({ packages: 'apple', installer: 'pip' })

    const outcome = await run(host).finally(() => Reflect.deleteProperty(process.env, 'PIP_NO_DEPS'))

    assert.equal(outcome.result, 'SucceededWithIssues')
    assert.match(host.log.warnings.join(), /apple 2\.0 requires seed/)
  })

  it('leaves a folder alone that it did not make', async () => {
    const environmentDirectory = agent.write('precious/notes.txt', 'mine').replace('/notes.txt', '')
    const host = agent.host({ packages: 'seed', environmentDirectory })

    await assert.rejects(run(host), /holds something that this task did not make/)

    assert.deepEqual(readdirSync(environmentDirectory), ['notes.txt'])
  })

  const noPackage = { title: 'a package that does not exist', packages: 'pear==1', why: /pear/ }
  const conflict = { title: 'a conflict', packages: 'apple==1.0\nseed==2.5', why: /seed/ }
  const noVersion = { title: 'a version that does not exist', packages: 'seed==9', why: /seed==9/ }
  const unreadable = { title: 'a line that is no requirement', packages: 'seed is nice', why: /seed is/ }
  const refusals = [
    { ...noPackage, what: /does not exist/, installer: 'uv' },
    { ...noPackage, what: /does not exist/, installer: 'pip' },
    { ...conflict, what: /contradict/, installer: 'uv' },
    { ...conflict, what: /contradict/, installer: 'pip' },
    { ...noVersion, what: /version .* does not exist/, installer: 'uv' },
    { ...unreadable, what: /cannot be read/, installer: 'uv' },
  ]
  for (const { title, packages, what, why, installer } of refusals) {
    it(`explains ${title} in the words of ${installer} and leaves nothing behind`, async () => {
      await assert.rejects(run(agent.host({ packages, installer })), (error: unknown) => {
        assert.ok(error instanceof TaskError)
        assert.match(error.message, what)
        assert.ok(error.likelyCause && error.remedy)
        assert.match(String(error.cause), why)
        return true
      })
      assert.deepEqual(agent.leftovers(), [])
    })
  }

  it('names the Pythons that are there when none fits and none can be fetched', async () => {
    process.env['UV_PYTHON_INSTALL_MIRROR'] = `file://${agent.root}/no-mirror`
    try {
      await assert.rejects(
        run(agent.host({ packages: 'seed', pythonVersion: '3.8.0' })),
        (error: unknown) => {
          assert.ok(error instanceof TaskError)
          assert.match(error.message, /has no Python 3\.8\.0\. uv could not fetch it either/)
          assert.match(error.likelyCause ?? '', /found in .*: 3\.\d+/)
          assert.match(error.remedy ?? '', /UV_PYTHON_INSTALL_MIRROR/)
          return true
        },
      )
    } finally {
      delete process.env['UV_PYTHON_INSTALL_MIRROR']
    }
    assert.equal(existsSync(path.join(agent.tools, 'mlops-environments')), false)
  })
})
