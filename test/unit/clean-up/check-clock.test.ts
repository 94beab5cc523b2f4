import assert from 'node:assert/strict'
import { checkClock } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/read/check-clock.ts'
import { fakeAzure, WORKSPACE_ID } from '../../support/fake-azure.ts'

const HOUR = 3_600_000

describe('A clean-up by the clock of its agent', () => {
  const checkAt = async (hoursAhead: number): Promise<void> => {
    const { wire, workspace, clock } = fakeAzure()
    const date = new Date(clock.now() - hoursAhead * HOUR).toUTCString()
    const opened = await workspace()
    wire.on('GET', /\/workspaces\/ws-mlops\?/i, { headers: { date }, body: { id: WORKSPACE_ID } })
    return checkClock(opened)
  }

  it('is refused where that is ahead of the clock of Azure', async () => {
    await assert.rejects(checkAt(24 * 90), { message: /is 2160 hours ahead of Azure's\.$/ })
  })

  for (const [title, hours] of [
    ['in step', 0],
    ['behind', -24 * 90],
  ] as const)
    it(`goes on where that is ${title}`, () => checkAt(hours))

  it('goes on where Azure tells no time', async () => {
    await checkClock(await fakeAzure().workspace())
  })
})
