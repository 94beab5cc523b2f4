import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { makeAgentFolders, type AgentFolders } from '../bundle/support/agent-folders.ts'
import { launchTask, type Launched } from '../bundle/support/launch-task.ts'

const WARM_RUNS = 5
const requirements = path.resolve('samples/chd/requirements.txt')

describe('The dependencies of the sample', function () {
  this.timeout(1_800_000) // the network is the slowest part

  let folders: AgentFolders

  before(() => (folders = makeAgentFolders()))
  after(() => fs.rmSync(folders.root, { recursive: true, force: true }))

  const seconds = async (body: () => unknown): Promise<number> => {
    const start = performance.now()
    await body()
    return (performance.now() - start) / 1000
  }

  async function install(cacheHit: boolean, more: Record<string, string> = {}): Promise<void> {
    const done: Launched = await launchTask(folders, {
      task: 'MLOpsInstallDependencies',
      inputs: { dependencyFile: requirements, ...more },
      variables: { UV_CACHE_DIR: path.join(folders.root, 'uv-cache') },
    })
    assert.equal(done.result, 'Succeeded', done.text.slice(-2000))
    assert.match(done.message, cacheHit ? /ready in the cache/ : /installed by uv/)
  }

  /** As users do without this task; `pip` keeps what it downloads in `cache`. */
  function installByPip(name: string, cache: string): void {
    const directory = path.join(folders.root, name)
    execFileSync('python3', ['-m', 'venv', directory])
    const options = ['--quiet', '--cache-dir', cache, '--requirement', requirements]
    execFileSync(path.join(directory, 'bin', 'python'), ['-m', 'pip', 'install', ...options])
  }

  it('are there sooner than by pip, and in less than a second once they are made', async () => {
    const cache = path.join(folders.root, 'pip-cache')
    const cold = await seconds(() => install(false))
    const coldByPip = await seconds(() => installByPip('pip-cold', cache))
    const warmByPip = await seconds(() => installByPip('pip-warm', cache))
    const again = await seconds(() =>
      install(false, { environmentDirectory: path.join(folders.root, 'again') }),
    )
    const ready: number[] = []
    for (let run = 0; run < WARM_RUNS; run++) ready.push(await seconds(() => install(true)))
    const median = ready.sort((a, b) => a - b)[Math.floor(WARM_RUNS / 2)] ?? NaN
    const ratio = (ours: number, pip: number): string =>
      `${ours.toFixed(2)} s, pip ${pip.toFixed(1)} s, ${(pip / ours).toFixed(1)} times`
    console.log(`figures: dependencies, nothing cached: ${ratio(cold, coldByPip)}`)
    console.log(`figures: dependencies, downloads cached: ${ratio(again, warmByPip)}`)
    console.log(
      `figures: dependencies, environment ready: ${ratio(median, warmByPip)} (median of ${WARM_RUNS})`,
    )
    assert.ok(again < warmByPip, `${again} against ${warmByPip}`) // cold, the network decides
    assert.ok(median < 1, `the median is ${median} s`)
  })
})
