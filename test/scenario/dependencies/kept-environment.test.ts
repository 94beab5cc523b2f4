import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import * as path from 'node:path'
import { lease } from '../../../tasks/common/python/environment/environment-lease.ts'
import { ownerOf } from '../../../tasks/common/python/environment/owner.ts'
import type { FakeHost } from '../../support/fake-host.ts'
import { isRunning, until } from '../../support/processes.ts'
import { Agent, fetchUv, run, useVariables, versionIn } from './agent.ts'
import { editableBackend, editableProject, writePackages } from './package-folder.ts'

describe('An environment that an earlier job left', function () {
  this.timeout(120_000)
  let first: Agent
  let agent: Agent
  before(async () => {
    first = new Agent()
    await fetchUv(first)
  })
  after(() => first.remove())
  beforeEach(() => {
    agent = new Agent()
    agent.takeUvFrom(first)
    writePackages(agent.packages, [
      { name: 'seed', version: '1.5' },
      { name: 'seed', version: '2.5' },
    ])
  })
  afterEach(() => agent.remove())
  useVariables(() => ({
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: agent.packages,
    UV_CACHE_DIR: path.join(agent.root, 'cache'),
    HOME: agent.root,
  }))

  const inputs = { packages: 'seed==1.5' }
  const install = async (given: Readonly<Record<string, string>> = inputs): Promise<FakeHost> => {
    const host = agent.host(given)
    await run(host)
    return host
  }
  const folderOf = (host: FakeHost): string => host.outputValues['environmentPath'] ?? ''
  const pythonOf = (host: FakeHost): string => host.outputValues['pythonLocation'] ?? ''
  const libraryOf = (host: FakeHost): string =>
    execFileSync(pythonOf(host), ['-c', 'import seed, os; print(os.path.dirname(seed.__file__))'], {
      encoding: 'utf8',
    }).trim()

  describe('is made anew, in another folder, when it', () => {
    const damages: Readonly<Record<string, [damage: (made: FakeHost) => void, says: RegExp]>> = {
      'lost a module': [
        made => rmSync(path.join(libraryOf(made), 'seed.py')),
        /is damaged: lib\/.*\/seed\.py is missing/,
      ],
      'lost the end of a module': [
        made => truncateSync(path.join(libraryOf(made), 'seed.py'), 3),
        /seed\.py has 3 bytes instead of \d+/,
      ],
      'lost the metadata of a package': [
        made => rmSync(path.join(libraryOf(made), 'seed-1.5.dist-info'), { recursive: true }),
        /seed-1\.5\.dist-info\/\w+ is missing/,
      ],
      'got a package from somebody else': [
        made => {
          const info = path.join(libraryOf(made), 'pear-1.dist-info')
          execFileSync('mkdir', [info])
        },
        /pear-1\.dist-info was added/,
      ],
      'lost its list of files': [
        made => truncateSync(path.join(folderOf(made), 'mlops-files.txt'), 10),
        /its list of files mlops-files\.txt is not whole/,
      ],
      'lost the Python below it': [
        made => {
          const link = pythonOf(made)
          const elsewhere = readlinkSync(link).replace(/.$/, '~')
          rmSync(link)
          symlinkSync(elsewhere, link)
        },
        /bin\/python is a link to nothing|does not start\. It is made anew/,
      ],
      'points into a cache that was cleaned': [
        made => {
          const module = path.join(libraryOf(made), 'seed.py')
          const gone = 'x'.repeat(lstatSync(module).size)
          rmSync(module)
          symlinkSync(gone, module)
        },
        /seed\.py is a link to nothing/,
      ],
    }
    for (const [what, [damage, says]] of Object.entries(damages)) {
      it(what, async () => {
        const made = await install()
        damage(made)

        const host = await install()

        assert.match(host.log.text, says)
        assert.equal(host.outputValues['cacheHit'], 'false')
        assert.notEqual(folderOf(host), folderOf(made))
        assert.equal(versionIn(pythonOf(host), 'seed'), '1.5')
      })
    }
  })

  it('is as good as new after its programs compiled their modules', async () => {
    const made = await install()
    versionIn(pythonOf(made), 'seed')
    assert.equal((await install()).outputValues['cacheHit'], 'true')
  })

  describe('while another job still uses it', () => {
    const job = () => spawn('sleep', ['600'])
    let other: ReturnType<typeof job>
    beforeEach(() => (other = job()))
    afterEach(() => other.kill('SIGKILL'))
    const damage = (made: FakeHost): void => {
      const marker = path.join(folderOf(made), 'mlops-environment.json')
      writeFileSync(marker, readFileSync(marker, 'utf8').replace(/"files": "\w+"/, '"files": ""'))
    }
    /** Hands the lease of this process's job over to the other one. */
    const usedByOther = (directory: string): void => {
      rmSync(path.join(agent.tools, 'mlops-in-use'), { recursive: true })
      lease(directory, agent.tools, ownerOf(other.pid ?? 0))
    }

    it('is left as it is, and goes when that job has ended', async () => {
      const made = await install()
      usedByOther(folderOf(made))
      damage(made)

      const next = await install()

      assert.notEqual(folderOf(next), folderOf(made))
      assert.equal(versionIn(pythonOf(made), 'seed'), '1.5')
      assert.equal(agent.environments().length, 2)

      other.kill('SIGKILL')
      rmSync(path.join(agent.tools, 'mlops-in-use'), { recursive: true })
      damage(next)
      const last = await install()
      assert.deepEqual(agent.environments(), [folderOf(last)])
    })

    it('is known of one file a living job: those of jobs that ended go', async () => {
      const directory = folderOf(await install())
      usedByOther(directory)
      other.kill('SIGKILL')
      await until(() => !isRunning(other.pid ?? 0))
      await install()
      const [folder = ''] = readdirSync(path.join(agent.tools, 'mlops-in-use'))
      assert.equal(readdirSync(path.join(agent.tools, 'mlops-in-use', folder)).length, 1)
    })

    it('is refused to a job that would have to make it anew in the folder that both name', async () => {
      const environmentDirectory = path.join(agent.root, 'shared')
      const made = await install({ ...inputs, environmentDirectory })
      usedByOther(environmentDirectory)
      const wish = { packages: 'seed==2.5', environmentDirectory }

      await assert.rejects(run(agent.host(wish)), /is in use by another job/)

      assert.equal(versionIn(pythonOf(made), 'seed'), '1.5')
      other.kill('SIGKILL')
      assert.equal(versionIn(pythonOf(await install(wish)), 'seed'), '2.5')
    })
  })

  describe('made from sources that may change', () => {
    const project = (folder: string, version: string): void => {
      agent.write(`${folder}/pyproject.toml`, editableProject)
      agent.write(`${folder}/backend.py`, editableBackend)
      agent.write(`${folder}/local.py`, `version = "${version}"\n`)
    }

    it('is taken as long as a local package is the same, and made anew when it changed', async () => {
      project('lib', 'first')
      const wish = { dependencyFile: agent.write('conda.yml', 'dependencies: [{pip: [-e lib]}]\n') }
      await install(wish)
      assert.equal((await install(wish)).outputValues['cacheHit'], 'true')
      project('lib', 'second')

      const host = await install(wish)

      assert.match(host.log.text, /local packages among the dependencies have changed\. It is made anew/)
      assert.equal(host.outputValues['cacheHit'], 'false')
      assert.equal(agent.environments().length, 2) // this process is the job of both
    })

    const git = (...args: string[]): string =>
      execFileSync(
        'git',
        ['-C', path.join(agent.sources, 'lib'), '-c', 'user.name=x', '-c', 'user.email=x@x', ...args],
        {
          encoding: 'utf8',
        },
      ).trim()
    const commit = (version: string): string => {
      project('lib', version)
      if (!existsSync(path.join(agent.sources, 'lib/.git'))) git('init', '--quiet', '--initial-branch=main')
      git('add', '.')
      git('commit', '--quiet', '--message', version)
      return git('rev-parse', 'HEAD')
    }
    const lines = (host: FakeHost): string => readFileSync(host.outputValues['lockFile'] ?? '', 'utf8')

    it('is never taken for a branch, always for a commit; the lock file has no login and can be installed', async () => {
      const old = commit('first')
      process.env['GIT_CONFIG_COUNT'] = '1'
      process.env['GIT_CONFIG_KEY_0'] = `url.file://${agent.sources}/.insteadOf`
      process.env['GIT_CONFIG_VALUE_0'] = 'https://me:s3cret@example.invalid/'
      try {
        const at = (revision: string) => ({
          packages: `local @ git+https://me:s3cret@example.invalid/lib@${revision}`,
        })
        const branch = await install(at('main'))
        assert.match(lines(branch), new RegExp(`^local @ git\\+https://example\\.invalid/lib@${old}$`, 'm'))
        assert.doesNotMatch(branch.log.text + Object.values(branch.summaries).join(), /s3cret/)
        const fresh = commit('second')
        const again = await install(at('main'))
        assert.equal(again.outputValues['cacheHit'], 'false')
        assert.match(lines(again), new RegExp(fresh))
        assert.match(again.log.text, /lib@main may have changed/)
        await install(at(old))
        assert.equal((await install(at(old))).outputValues['cacheHit'], 'true')
      } finally {
        for (const name of ['COUNT', 'KEY_0', 'VALUE_0'])
          Reflect.deleteProperty(process.env, `GIT_CONFIG_${name}`)
      }
    })
  })

  it('keeps nothing but what it was made of: its folder is a plain virtual environment', async () => {
    assert.ok(lstatSync(path.join(folderOf(await install()), 'pyvenv.cfg')).isFile())
  })
})
