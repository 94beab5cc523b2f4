import assert from 'node:assert/strict'
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { rmSync } from 'node:fs'
import * as path from 'node:path'
import { UV_VERSION } from '../../tasks/common/python/installer/uv.ts'
import { Agent, fetchUv, run, useVariables } from '../scenario/dependencies/agent.ts'
import { writePackages, writeUvWheel } from '../scenario/dependencies/package-folder.ts'
import { until } from '../support/processes.ts'

const program = path.resolve(import.meta.dirname, '../scenario/dependencies/fixtures/dying-install.ts')

interface WholeRun {
  readonly operations: number
  /** The arguments of each. */
  readonly processes: readonly string[]
}

describe('An agent that is killed while it installs, uv included', function () {
  this.timeout(900_000)
  let agent: Agent
  let whole: WholeRun
  before(async () => {
    agent = new Agent()
    await fetchUv(agent)
    writePackages(agent.packages, [
      { name: 'apple', version: '2.0', requires: ['seed'] },
      { name: 'seed', version: '2.5' },
    ])
    const home = path.join(agent.tools, 'mlops-uv', UV_VERSION, `${process.platform}-${process.arch}`)
    writeUvWheel(agent.packages, UV_VERSION, path.join(home, 'bin', 'uv'))
  })
  after(() => agent.remove())
  useVariables(() => ({
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: agent.packages,
    UV_CACHE_DIR: path.join(agent.root, 'cache'),
  }))

  /** Runs the task in a process of its own, on an agent where nothing was ever installed. */
  function install(kill: Readonly<Record<string, string>>): SpawnSyncReturns<string> {
    rmSync(agent.tools, { recursive: true, force: true })
    const env = { ...process.env, AGENT: agent.root, ...kill }
    return spawnSync(process.execPath, ['--import=tsx', program], { env, encoding: 'utf8' })
  }

  /** What still works in the folders of the agent. */
  const survivors = (): string[] =>
    execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter(line => line.includes(agent.root) && !line.startsWith('Z'))

  async function isSoundAfter(kill: Readonly<Record<string, string>>): Promise<void> {
    const { signal, stderr } = install(kill)
    assert.equal(signal, 'SIGKILL', stderr)
    await until(() => survivors().length === 0)

    const host = agent.host({ packages: 'apple' })
    const outcome = await run(host)

    assert.equal(outcome.result, 'Succeeded')
    const python = host.outputValues['pythonLocation'] ?? ''
    const said = execFileSync(python, ['-c', 'import apple, seed; print(apple.version, seed.version)'])
    assert.equal(said.toString().trim(), '2.0 2.5')
    const folders = agent.environments().filter(name => /-[0-9a-f]{8}$/.test(name))
    assert.deepEqual(folders, [host.outputValues['environmentPath']])
    const again = agent.host({ packages: 'apple' })
    await run(again)
    assert.equal(again.outputValues['cacheHit'], 'true')
  }

  it('has a whole run to measure by', () => {
    const { status, stdout, stderr } = install({})
    assert.equal(status, 0, stderr)
    whole = JSON.parse(stdout) as WholeRun
    assert.ok(whole.operations >= 30, stdout)
  })

  const points = 7
  for (let point = 0; point < points; point++) {
    it(`leaves what the next run makes sound, killed between two operations (${point + 1} of ${points})`, () =>
      isSoundAfter({ KILL_AT: String(1 + Math.floor((point * whole.operations) / points)) }))
  }

  for (const [what, pattern, milliseconds] of [
    ['pip unpacks uv', /pip install .*uv==/, 1500],
    ['uv makes the environment', / venv /, 15],
    ['uv installs', / pip install .*--requirements/, 15],
  ] as const) {
    it(`leaves what the next run makes sound, and no installer, killed while ${what}`, async () => {
      const number = 1 + whole.processes.findIndex(args => pattern.test(args))
      assert.ok(number > 0, whole.processes.join('\n'))
      await isSoundAfter({ KILL_IN: String(number), KILL_AFTER: String(milliseconds) })
    })
  }
})
