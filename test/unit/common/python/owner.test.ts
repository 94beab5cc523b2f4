import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { isAlive, ownerOf, thisTask } from '../../../../tasks/common/python/environment/owner.ts'

const heardOf = (seconds: number): [number, number] => [Date.now() - seconds * 1000, 60_000]

describe('The owner of something on an agent', () => {
  it('is alive as long as its process', async () => {
    const child = spawn('sleep', ['600'])
    const owner = ownerOf(child.pid ?? 0)
    assert.equal(isAlive(owner, ...heardOf(3600)), true)
    child.kill()
    await once(child, 'exit')
    assert.equal(isAlive(owner, ...heardOf(0)), false)
  })

  it('is dead when its number was given to another process, or the machine was started anew', function () {
    if (process.platform !== 'linux') this.skip()
    assert.equal(isAlive({ ...thisTask(), started: '1' }, ...heardOf(0)), false)
    assert.equal(isAlive({ ...thisTask(), boot: 'before' }, ...heardOf(0)), false)
  })

  for (const elsewhere of [{ host: 'another' }, { numbering: 'pid:[of a container]' }]) {
    it(`elsewhere (${Object.keys(elsewhere).join()}) lives as long as it is heard of`, () => {
      const owner = { ...thisTask(), ...elsewhere }
      assert.equal(isAlive(owner, ...heardOf(10)), true)
      assert.equal(isAlive(owner, ...heardOf(100)), false)
    })
  }
})
