import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { runSteps } from '../../support/run-steps.ts'
import { launch } from '../../../local/agent/process/launch.ts'
import { temporaryFolders } from './support/folders.ts'
import { writeTask } from './support/tasks.ts'

const folder = temporaryFolders()
const ladder = { interrupt: 150, terminate: 150, streams: 300 }

/** Runs JavaScript and cancels it as soon as it says "ready". */
async function cancelWhenReady(source: string) {
  const cancel = new AbortController()
  const lines: string[] = []
  const exit = await launch({
    command: process.execPath,
    arguments: ['-e', source],
    directory: process.cwd(),
    environment: { PATH: process.env['PATH'] ?? '' },
    signal: cancel.signal,
    ladder,
    onLine: line => {
      lines.push(line)
      if (line === 'ready') cancel.abort()
    },
  })
  return { exit, lines }
}

const stay = 'setInterval(() => {}, 1000); console.log("ready");'
const tell = (signal: string, then = ''): string =>
  `process.on('${signal}', () => { console.log('${signal}'); ${then} });`

describe('A process that is cancelled', () => {
  it('gets SIGINT first, and may end by it', async () => {
    const { exit, lines } = await cancelWhenReady(tell('SIGINT', 'process.exit(0)') + tell('SIGTERM') + stay)
    assert.deepEqual(lines, ['ready', 'SIGINT'])
    assert.deepEqual(exit, { code: 0, signal: null })
  })

  it('gets SIGTERM when it did not end', async () => {
    const { exit, lines } = await cancelWhenReady(tell('SIGINT') + tell('SIGTERM', 'process.exit(3)') + stay)
    assert.deepEqual(lines, ['ready', 'SIGINT', 'SIGTERM'])
    assert.equal(exit.code, 3)
  })

  it('is killed when it heeds neither', async () => {
    const { exit, lines } = await cancelWhenReady(tell('SIGINT') + tell('SIGTERM') + stay)
    assert.deepEqual(lines, ['ready', 'SIGINT', 'SIGTERM'])
    assert.equal(exit.signal, 'SIGKILL')
  })
})

describe('Lines of a process', () => {
  it('come from both streams, the last one without its end, and characters stay whole', async () => {
    const lines: string[] = []
    const source = `
const bytes = Buffer.from('größer')
process.stdout.write(bytes.subarray(0, 3))
setImmediate(() => { process.stdout.write(bytes.subarray(3)); process.stderr.write('error stream\\r\\n') })`
    await launch({
      command: process.execPath,
      arguments: ['-e', source],
      directory: process.cwd(),
      environment: {},
      signal: new AbortController().signal,
      ladder,
      onLine: line => void lines.push(line),
    })
    assert.deepEqual(lines.sort(), ['error stream', 'größer'])
  })

  it('written after the end of the step by somebody it left behind do not hold the step up', async () => {
    const home = folder()
    const orphan = "setInterval(() => console.log('late'), 20); console.log('child')"
    const main = `
const { spawn } = require('node:child_process')
const child = spawn(process.execPath, ['-e', ${JSON.stringify(orphan)}], { stdio: 'inherit', detached: true })
child.unref()
require('node:fs').writeFileSync(process.env.AGENT_HOMEDIRECTORY + '/orphan', String(child.pid))`
    writeTask(home, 'Leave', { main })
    const { result } = await runSteps({ home, tasks: [home], steps: [{ task: 'Leave@1' }], ladder })
    assert.equal(result, 'Succeeded')
    const pid = readFileSync(join(home, 'orphan'), 'utf8')
    // A process that nobody waited for stays in the table as a zombie.
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' })
    assert.match(stdout.trim(), /^(Z|$)/)
  }).timeout(15_000)
})

describe('Cancelling a job', () => {
  const wait = (name: string): string => `
process.on('SIGINT', () => { console.log('${name} interrupted'); process.exit(0) })
setInterval(() => {}, 1000)
console.log('ready')`

  it('interrupts the running step, skips what has no reason to run, and runs the rest and post-jobs', async () => {
    const home = folder()
    writeTask(home, 'Wait', {
      main: wait('main'),
      post: "console.log('post ' + process.env.AGENT_JOBSTATUS)",
    })
    let cancel = (): void => undefined
    const { result, log, step } = await runSteps({
      home,
      tasks: [home],
      ladder,
      onStart: given => void (cancel = given),
      listener: {
        line: line => {
          if (line === 'ready') cancel()
        },
      },
      steps: [
        { task: 'Wait@1', name: 'wait' },
        { task: 'CmdLine@2', name: 'next', inputs: { script: 'echo next' } },
        { task: 'CmdLine@2', name: 'clean', inputs: { script: 'echo cleaning' }, condition: 'canceled()' },
      ],
    })
    assert.equal(result, 'Canceled')
    assert.deepEqual(
      [step('wait').result, step('next').result, step('clean').result],
      ['Canceled', 'Skipped', 'Succeeded'],
    )
    for (const line of ['main interrupted', 'cleaning', 'post Canceled']) assert.ok(log.includes(line), line)
    assert.ok(
      log.includes('##[error]The Operation will be canceled. The next steps may not contain expected logs.'),
    )
  })

  it('leaves a running step alone whose condition still holds', async () => {
    const home = folder()
    const main =
      "console.log('ready'); setTimeout(() => console.log('finished'), 100); process.on('SIGINT', () => process.exit(9))"
    writeTask(home, 'Clean', { main })
    let cancel = (): void => undefined
    const { log, step, result } = await runSteps({
      home,
      tasks: [home],
      ladder,
      onStart: given => void (cancel = given),
      listener: {
        line: line => {
          if (line === 'ready') cancel()
        },
      },
      steps: [{ task: 'Clean@1', name: 'clean', condition: 'always()' }],
    })
    assert.ok(log.includes('finished'))
    assert.equal(step('clean').result, 'Succeeded')
    assert.equal(result, 'Canceled')
  })

  it('by its own timeout fails a step, with the same signals', async () => {
    const home = folder()
    writeTask(home, 'Slow', { main: wait('slow') })
    const { step, log, result } = await runSteps({
      home,
      tasks: [home],
      ladder,
      steps: [{ task: 'Slow@1', name: 'slow', timeoutInMinutes: 0.01, retryCountOnTaskFailure: 3 }],
    })
    assert.equal(step('slow').result, 'Failed')
    assert.equal(step('slow').attempts, 1)
    assert.ok(log.includes('##[error]The task has timed out.'))
    assert.ok(log.includes('slow interrupted'))
    assert.equal(result, 'Failed')
  })
})
