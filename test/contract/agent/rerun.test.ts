import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { temporaryFolders } from '../../unit/agent/support/folders.ts'

const folder = temporaryFolders()
const cli = fileURLToPath(new URL('../../../local/cli.ts', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Cli {
  child: ChildProcess
  /** All that it said so far. */
  output: () => string
  /** Waits for a text; fails when the process ends before. */
  says: (text: string) => Promise<void>
  exit: Promise<number | null>
}

function start(directory: string, ...args: string[]): Cli {
  const child = spawn(process.execPath, ['--import=tsx', cli, ...args, '--state', join(directory, 'state')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const waiting: { text: string; resolve: () => void; reject: (error: Error) => void }[] = []
  const hear = (chunk: Buffer): void => {
    said += chunk.toString()
    for (const { text, resolve } of waiting) if (said.includes(text)) resolve()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const exit = new Promise<number | null>(resolve => {
    child.once('close', code => {
      for (const { text, reject } of waiting) reject(new Error(`ended without "${text}":\n${said}`))
      resolve(code)
    })
  })
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (said.includes(text)) resolve()
      else waiting.push({ text, resolve, reject })
    })
  return { child, output: () => said, says, exit }
}

const pipeline = `
stages:
- stage: first
  jobs:
  - job: j
    steps:
    - checkout: none
    - bash: echo "##vso[task.setvariable variable=v;isOutput=true]kept $(who)"
      name: s
- stage: second
  variables: {got: "$[ stageDependencies.first.j.outputs['s.v'] ]"}
  jobs:
  - job: j
    steps:
    - checkout: none
    - bash: |
        echo "attempt $(System.JobAttempt)/$(System.StageAttempt) of build $(Build.BuildId) $(Build.BuildNumber), $(got)"
        if [ $(System.JobAttempt) = 1 ]; then echo "$$" > "$(folder)/pid"; echo wait"ing"; while true; do sleep 0.05; done; fi
`

describe('The command line', () => {
  it('takes up a build whose agent was killed: same build, finished stages not repeated, one more attempt', async () => {
    const directory = folder()
    const file = join(directory, 'pipeline.yml')
    writeFileSync(file, pipeline)
    const out = join(directory, 'out')
    const variables = ['--var', 'who=me = you', '--var', `folder=${directory}`]
    const killed = start(directory, 'run', file, '--out', out, ...variables)
    await killed.says('waiting')
    killed.child.kill('SIGKILL')
    await killed.exit
    assert.ok(!existsSync(join(out, 'summary.json')))

    const orphan = readFileSync(join(directory, 'pid'), 'utf8').trim()
    const again = start(directory, 'run', '--rerun')
    assert.equal(await again.exit, 0, again.output())
    const log = readFileSync(join(out, 'log.txt'), 'utf8')
    const attempts = [...log.matchAll(/attempt (\d\/\d) of build (\d+) (\S+), (.*)$/gm)].map(found =>
      found.slice(1),
    )
    assert.deepEqual(
      attempts.map(([attempt, id, , got]) => [attempt, id, got]),
      [
        ['1/1', '1', 'kept me = you'],
        ['2/2', '1', 'kept me = you'],
      ],
    )
    assert.equal(attempts[0]?.[2], attempts[1]?.[2])
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as {
      result: string
      stages: object[]
    }
    assert.equal(summary.result, 'Succeeded')
    assert.equal(summary.stages.length, 2)

    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', orphan], { encoding: 'utf8' })
    assert.match(stdout.trim(), /^(Z|$)/, 'the process of the killed agent still runs')

    const finished = start(directory, 'run', '--rerun')
    assert.equal(await finished.exit, 1)
    assert.match(finished.output(), /has succeeded\. Leave --rerun out/)
  }).timeout(60_000)

  it('cancels on SIGINT, cleans up, and exits with 1; a second signal changes nothing', async () => {
    const directory = folder()
    const file = join(directory, 'pipeline.yml')
    writeFileSync(
      file,
      `
steps:
- checkout: none
- bash: 'trap "exit 0" INT; echo wait"ing"; while true; do sleep 0.05; done'
- bash: echo clean"ing"; sleep 0.3; echo clean"ed"
  condition: always()
`,
    )
    const out = join(directory, 'out')
    const run = start(directory, 'run', file, '--out', out)
    await run.says('waiting')
    run.child.kill('SIGINT')
    await run.says('cleaning')
    run.child.kill('SIGINT')
    assert.equal(await run.exit, 1)
    assert.match(run.output(), /cleaned/)
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { result: string }
    assert.equal(summary.result, 'Canceled')
  }).timeout(60_000)

  it('deletes only a state that is its own', async () => {
    const directory = folder()
    writeFileSync(join(directory, 'precious'), '')
    const run = start(directory, 'reset')
    // The state named by the helper does not exist: nothing happens.
    assert.equal(await run.exit, 0, run.output())
    const foreign = spawn(process.execPath, ['--import=tsx', cli, 'reset', '--state', directory], {
      cwd: root,
    })
    const code = await new Promise(resolve => foreign.once('close', resolve))
    assert.equal(code, 1)
    assert.ok(existsSync(join(directory, 'precious')))
  }).timeout(30_000)

  it('says how it is used when it is called wrongly', async () => {
    const run = start(folder(), 'nonsense')
    assert.equal(await run.exit, 2)
    assert.match(run.output(), /npm run local -- run FILE\.yml/)
  }).timeout(20_000)
})
