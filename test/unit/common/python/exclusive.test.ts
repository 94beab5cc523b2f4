import assert from 'node:assert/strict'
import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'
import * as path from 'node:path'
import { systemClock } from '../../../../tasks/common/clock.ts'
import { exclusively } from '../../../../tasks/common/python/environment/exclusive.ts'
import { ownerOf } from '../../../../tasks/common/python/environment/owner.ts'
import { FakeHost } from '../../../support/fake-host.ts'
import { until } from '../../../support/processes.ts'
import { scratchFolder } from './scratch-folder.ts'

describe('Work that only one job at a time may do', function () {
  this.timeout(60_000)
  const folder = scratchFolder()
  const host = (): FakeHost => new FakeHost({ clock: systemClock })
  const target = (name: string): string => path.join(folder.path, name)
  let other: ChildProcess | undefined
  afterEach(() => other?.kill('SIGKILL'))

  /** A job of another process that works on it, last heard of an hour ago. */
  function takenByOther(name: string): void {
    other = spawn('sleep', ['600'])
    const file = `${target(name)}.owner`
    writeFileSync(file, JSON.stringify(ownerOf(other.pid ?? 0)))
    utimesSync(file, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000))
  }

  it('is done by one after the other', async () => {
    let inside = 0
    const work = (): Promise<number> =>
      exclusively(target('one'), host(), async () => {
        assert.equal(++inside, 1)
        await systemClock.sleep(20)
        return --inside
      })
    assert.deepEqual(await Promise.all([work(), work(), work()]), [0, 0, 0])
    assert.equal(existsSync(`${target('one')}.owner`), false)
  })

  it('is never taken from a job that lives, however long it was stopped', async () => {
    takenByOther('stopped')
    other?.kill('SIGSTOP')
    const waiting = host()
    let done = false
    const work = exclusively(target('stopped'), waiting, async () => (done = true))
    await until(() => waiting.log.text.includes('Another job on this agent works on'))
    assert.equal(done, false)
    other?.kill('SIGKILL')
    assert.equal(await work, true)
  })

  it('is taken over at once from one that died, and from one that died while it said who it is', async () => {
    writeFileSync(`${target('dead')}.owner`, JSON.stringify({ ...ownerOf(process.pid), started: '1' }))
    writeFileSync(`${target('torn')}.owner`, '{"host')
    for (const name of ['dead', 'torn']) {
      const taking = host()
      assert.equal(await exclusively(target(name), taking, async () => 'done'), 'done')
      assert.doesNotMatch(taking.log.text, /waiting/)
    }
  })

  it('is free again after a failure', async () => {
    await assert.rejects(
      exclusively(target('bad'), host(), () => Promise.reject(new Error('no'))),
      /no/,
    )
    assert.equal(await exclusively(target('bad'), host(), async () => 1), 1)
  })
})
