import assert from 'node:assert/strict'
import { AzureError } from '../../../../tasks/common/azure/azure-error.ts'
import { TaskError } from '../../../../tasks/common/errors.ts'
import { lookThenWrite } from '../../../../tasks/common/kubernetes/look-then-write.ts'
import { deadlineIn } from '../../../../tasks/common/machinelearning/compute/deadline.ts'
import { fakeAzure } from '../../../support/fake-azure.ts'

const refusal = (code: string, status = 409): TaskError =>
  new TaskError('Installing failed.', {
    error: new AzureError({ status, code, message: 'No.', requestId: undefined, call: 'PUT' }),
  })

describe('writing a resource beside others', () => {
  /** `isWritten` says whether the nth write is taken; what Azure refuses is refused with this error. */
  const writing = (isWritten: (nth: number) => boolean, error: TaskError) => {
    const { host, clock, session } = fakeAzure()
    let writes = 0
    let isThere = false
    const look = () =>
      Promise.resolve(
        isThere
          ? { done: 'there' }
          : {
              write: () => {
                writes += 1
                if (!isWritten(writes)) return Promise.reject(error)
                isThere = true
                return Promise.resolve()
              },
            },
      )
    const start = clock.now()
    const written = { what: 'AzureML extension on aks', deadline: deadlineIn(clock, 10) }
    return {
      log: host.log,
      end: () => lookThenWrite(session(), written, look),
      writes: () => writes,
      minutes: () => (clock.now() - start) / 60_000,
    }
  }

  it('waits for the others as long as the deadline allows, not for some tries', async () => {
    const { log, end, minutes } = writing(nth => nth > 30, refusal('OperationNotAllowed'))
    assert.equal(await end(), 'there')
    assert.ok(minutes() >= 5, `${minutes()} minutes`)
    assert.ok(log.lines.length >= 5 && log.lines.length <= 6, 'a line a minute')
    assert.match(log.lines[0] ?? '', /^Somebody else is writing AzureML extension on aks at this moment/)
  })

  it("ends at the deadline with Azure's own words", async () => {
    const { end, minutes } = writing(() => false, refusal('OperationNotAllowed'))
    await assert.rejects(end(), { message: 'Installing failed.' })
    assert.ok(minutes() >= 10 && minutes() < 11, `${minutes()} minutes`)
  })

  for (const code of ['MissingSubscriptionRegistration', 'ScopeLocked', 'SkuNotAvailable'])
    it(`does not take ${code}, which is a conflict too, for somebody else's work`, async () => {
      const { log, end, writes } = writing(() => false, refusal(code))
      await assert.rejects(end())
      assert.deepEqual([writes(), log.lines], [1, []])
    })
})
