import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { lockState } from '../../../local/agent/run/lock.ts'
import { reset } from '../../../local/commands/reset.ts'
import { isState, openState } from '../../../local/commands/state-directory.ts'
import { temporaryFolders } from '../../unit/agent/support/folders.ts'

const folder = temporaryFolders()

describe('Resetting the state', function () {
  this.timeout(30_000)

  it('is refused while a run uses it, and done afterwards', async () => {
    const directory = join(folder(), 'state')
    openState(directory)
    const unlock = await lockState(directory)
    await assert.rejects(reset(['--state', directory]), /Another run uses the state/)
    assert.ok(isState(directory))
    await unlock()
    assert.equal(await reset(['--state', directory]), 0)
    assert.ok(!existsSync(directory))
  })
})
