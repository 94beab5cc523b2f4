import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import * as path from 'node:path'
import { Agent, fetchUv, run, useVariables } from './agent.ts'
import { writePackages } from './package-folder.ts'

const POINTS = 10
const program = path.resolve(import.meta.dirname, 'fixtures/dying-install.ts')

describe('An agent that is killed while it installs', function () {
  this.timeout(240_000)
  let agent: Agent
  before(async () => {
    agent = new Agent()
    await fetchUv(agent)
    writePackages(agent.packages, [
      { name: 'apple', version: '2.0', requires: ['seed'] },
      { name: 'seed', version: '2.5' },
    ])
  })
  after(() => agent.remove())
  useVariables(() => ({
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: agent.packages,
    UV_CACHE_DIR: path.join(agent.root, 'cache'),
  }))

  const environments = (): string => path.join(agent.tools, 'mlops-environments')

  /** Runs the task in a process of its own, on an agent without environments. */
  const install = (killAt: number): ReturnType<typeof spawnSync> => {
    rmSync(environments(), { recursive: true, force: true })
    const env = { ...process.env, AGENT: agent.root, KILL_AT: String(killAt) }
    return spawnSync(process.execPath, ['--import=tsx', program], { env, encoding: 'utf8' })
  }

  /** What a quarter of a minute does to the locks of the dead. */
  function ageLocks(): void {
    const folder = existsSync(environments()) ? environments() : agent.tools
    for (const name of readdirSync(folder).filter(name => name.endsWith('.lock')))
      utimesSync(path.join(folder, name), 0, 0)
  }

  it(`leaves at each of ${POINTS} points what the next run makes sound`, async () => {
    const whole = install(0)
    assert.equal(whole.status, 0, String(whole.stderr))
    const { operations } = JSON.parse(String(whole.stdout)) as { operations: number }
    assert.ok(operations >= POINTS, String(operations))
    let halfMade = 0
    for (let point = 0; point < POINTS; point++) {
      const at = 1 + Math.floor((point * operations) / POINTS)
      assert.equal(install(at).signal, 'SIGKILL', `at ${at} of ${operations}`)
      ageLocks()
      const host = agent.host({ packages: 'apple' })

      await run(host)

      halfMade += /was left half made/.test(host.log.text) ? 1 : 0
      const python = host.outputValues['pythonLocation'] ?? ''
      const said = execFileSync(python, ['-c', 'import apple, seed; print(apple.version, seed.version)'])
      assert.equal(said.toString().trim(), '2.0 2.5', `at ${at} of ${operations}`)
      assert.equal(readdirSync(environments()).length, 1)
    }
    assert.ok(halfMade >= 3, `only ${halfMade} of the points lay within the making`)
  })
})
