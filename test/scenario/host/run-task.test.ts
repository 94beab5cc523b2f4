import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { startTask } from '../../support/child-task.ts'

const completions = (output: string): string[] => output.match(/##vso\[task\.complete[^\r\n]*/g) ?? []

describe('a task as a process of the agent', () => {
  let folder: string
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tiny-'))))
  after(() => fs.rmSync(folder, { recursive: true }))

  it('6.1 reports success once and exits with 0', async () => {
    const { code, output } = await startTask({ INPUT_MODE: 'fine' }).ended
    assert.equal(code, 0)
    assert.deepEqual(completions(output), ['##vso[task.complete result=Succeeded;]all is well'])
  })

  it('6.1 exits with 0 when it failed, and says Failed once with the whole explanation', async () => {
    const { code, output } = await startTask({ INPUT_MODE: 'fail' }).ended
    assert.equal(code, 0)
    assert.deepEqual(completions(output), [
      '##vso[task.complete result=Failed;]It failed.%0ALikely cause: It was told to.%0AWhat to do: Nothing.',
    ])
  })

  it('6.1 can succeed with issues', async () => {
    const { output } = await startTask({ INPUT_MODE: 'issues' }).ended
    assert.deepEqual(completions(output), ['##vso[task.complete result=SucceededWithIssues;]so so'])
  })

  it('6.6 prints what a job says so that the agent does not obey it', async () => {
    const { output } = await startTask({ INPUT_MODE: 'hostile' }).ended
    assert.match(output, /job says \*\*vso\[task\.complete result=Failed\]/)
    assert.deepEqual(completions(output), ['##vso[task.complete result=Succeeded;]all is well'])
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`6.4 on ${signal} compensates, reports no result and dies by that signal`, async () => {
      const evidence = path.join(folder, signal)
      const task = startTask({ INPUT_MODE: 'wait', INPUT_EVIDENCE: evidence })
      await task.saw('ready')
      task.child.kill(signal)
      const ended = await task.ended
      assert.deepEqual([ended.code, ended.signal], [null, signal])
      assert.equal(fs.readFileSync(evidence, 'utf8'), 'compensated')
      assert.deepEqual(completions(ended.output), [])
      assert.doesNotMatch(ended.output, /mlops\.ended/)
    })
  }

  it('6.4 remembers that it ended, whether well or not', async () => {
    for (const mode of ['fine', 'fail']) {
      const { output } = await startTask({ INPUT_MODE: mode }).ended
      assert.match(output, /##vso\[task\.settaskvariable variable=mlops\.ended[^\]]*\]true/i)
    }
  })

  it('6.4 its post part does nothing after a main that ended', async () => {
    const { code, output } = await startTask({ VSTS_TASKVARIABLE_MLOPS_ENDED: 'true' }, 'post').ended
    assert.equal(code, 0)
    assert.doesNotMatch(output, /the post part ran/)
  })

  it('6.4 its post part finishes what a killed main left', async () => {
    const { output } = await startTask({}, 'post').ended
    assert.match(output, /the post part ran/)
    assert.deepEqual(completions(output), [])
  })

  it('6.1 a post part that fails says so and exits with 0', async () => {
    const { code, output } = await startTask({ POST_FAILS: 'yes' }, 'post').ended
    assert.equal(code, 0)
    assert.deepEqual(completions(output), ['##vso[task.complete result=Failed;]The post part failed.'])
  })

  it('6.7 does not go on when the agent is lost: a broken output ends it', async () => {
    const task = startTask({ INPUT_MODE: 'talk' })
    await task.saw('still here')
    task.child.stdout?.destroy()
    const { code } = await task.ended
    assert.equal(code, 1)
  })
})
