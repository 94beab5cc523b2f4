import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as path from 'node:path'
import { CancelledError, TaskError } from '../../../../tasks/common/errors.ts'
import { runProcess, type RunOptions } from '../../../../tasks/common/host/process.ts'
import type { Command } from '../../../../tasks/common/host/command.ts'
import { isRunning, until } from '../../../support/processes.ts'
import { Tail } from '../../../../tasks/common/host/tail.ts'

const node = (script: string, more: Partial<Command> = {}): Command => ({
  executable: process.execPath,
  arguments: ['-e', script],
  ...more,
})
const options = (more: Partial<RunOptions> = {}): RunOptions => ({
  signal: new AbortController().signal,
  deadlineInMilliseconds: 30_000,
  ...more,
})

describe('The door for child processes', function () {
  this.timeout(30_000)

  it('gives arguments to the program as they are, whatever a shell would make of them', async () => {
    const tricky = ['a b', '$(id)', '"; rm -rf', '*', '']
    const command = node('console.log(JSON.stringify(process.argv.slice(1)))')
    const { stdout } = await runProcess(
      { ...command, arguments: [...command.arguments, ...tricky] },
      options(),
    )
    assert.deepEqual(JSON.parse(stdout), tricky)
  })

  it('reports the exit code and both streams', async () => {
    const { exitCode, stdout, output } = await runProcess(
      node('console.log("out"); console.error("err"); process.exitCode = 3'),
      options(),
    )
    assert.equal(exitCode, 3)
    assert.equal(stdout, 'out')
    assert.deepEqual(output.split('\n').sort(), ['err', 'out'])
  })

  it('passes each line on, the last without an end too, and lets none speak to the agent', async () => {
    const lines: string[] = []
    const script = 'process.stdout.write("one\\r\\n##vso[task.complete]\\nlast")'
    await runProcess(node(script), options({ onLine: line => lines.push(line) }))
    assert.deepEqual(lines, ['one', '**vso[task.complete]', 'last'])
  })

  it('adds variables and takes variables away', async () => {
    process.env['MLOPS_TEST_KEPT'] = 'kept'
    process.env['MLOPS_TEST_GONE'] = 'gone'
    const script =
      'const e = process.env; console.log([e.MLOPS_TEST_KEPT, e.MLOPS_TEST_GONE, e.MLOPS_TEST_NEW])'
    const environment = { MLOPS_TEST_NEW: 'new', MLOPS_TEST_GONE: undefined }
    const { stdout } = await runProcess(node(script, { environment }), options())
    assert.equal(stdout, "[ 'kept', undefined, 'new' ]")
    delete process.env['MLOPS_TEST_KEPT']
    delete process.env['MLOPS_TEST_GONE']
  })

  it('names a program that is not there', async () => {
    const command = { executable: 'no-such-program', arguments: [] }
    await assert.rejects(runProcess(command, options()), (error: unknown) => {
      assert.ok(error instanceof TaskError)
      assert.match(error.message, /no-such-program could not be started/)
      assert.match(error.likelyCause ?? '', /not installed/)
      return true
    })
  })

  it('names a working folder that is not there', async () => {
    await assert.rejects(runProcess(node('', { cwd: '/no/such/folder' }), options()), (error: unknown) => {
      assert.ok(error instanceof TaskError)
      assert.match(error.likelyCause ?? '', /\/no\/such\/folder does not exist/)
      return true
    })
  })

  it('stops a program at its deadline', async () => {
    const endless = node('setInterval(() => undefined, 1000)')
    await assert.rejects(
      runProcess(endless, options({ deadlineInMilliseconds: 200 })),
      /did not end within 0 s/,
    )
  })

  it('ends a program by force that does not heed the signal', async () => {
    const controller = new AbortController()
    const stubborn = node(
      'process.on("SIGTERM", () => undefined); console.log("on"); setInterval(() => 0, 1000)',
    )
    const onLine = (): void => controller.abort()
    await assert.rejects(runProcess(stubborn, options({ signal: controller.signal, onLine })), CancelledError)
  })

  it('passes on arguments, streams and exit code of a program that ends with the task', async () => {
    const tricky = ['a b', '$(id)', "'", '"; rm -rf', '*', '']
    const command = node('console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = 3')
    const { exitCode, stdout } = await runProcess(
      { ...command, arguments: [...command.arguments, ...tricky] },
      options({ endsWithTask: true }),
    )
    assert.deepEqual(JSON.parse(stdout), tricky)
    assert.equal(exitCode, 3)
  })

  it('stops a program that ends with the task, and its children, when the pipeline is cancelled', async () => {
    const controller = new AbortController()
    const script = 'require("child_process").spawn("sleep", ["600"], { stdio: "inherit" }); console.log("on")'
    const onLine = (): void => controller.abort()
    await assert.rejects(
      runProcess(node(script), options({ signal: controller.signal, endsWithTask: true, onLine })),
      CancelledError,
    )
  })

  it('ends a program and its children when the task itself is killed', async () => {
    const task = path.join(import.meta.dirname, 'fixtures/killed-task.ts')
    const { signal, stdout } = spawnSync(process.execPath, ['--import=tsx', task], { encoding: 'utf8' })
    assert.equal(signal, 'SIGKILL')
    const pid = Number(stdout)
    assert.ok(pid > 0, stdout)
    await until(() => !isRunning(pid))
  })

  it('starts nothing when the pipeline was cancelled already', async () => {
    const signal = AbortSignal.abort()
    await assert.rejects(
      runProcess({ executable: 'no-such-program', arguments: [] }, options({ signal })),
      CancelledError,
    )
  })
})

describe('The end of long output', () => {
  it('is what is kept', () => {
    const tail = new Tail(10)
    for (const line of ['aaaa', 'bbbb', 'cccc']) tail.push(line)
    assert.equal(tail.text, 'bbbb\ncccc')
  })
})
