import assert from 'node:assert/strict'
import type { RunningAzure } from '../../local/azure/api.ts'
import { startAzure } from '../../local/azure/api.ts'
import { plugins } from '../../local/azure/plugins.ts'
import { killPoints } from './support/kill-points.ts'
import { KillSwitch } from '../bundle/support/kill-switch.ts'
import { node } from '../bundle/support/launch-task.ts'
import { loseAgentAt, type LostAndRepeated } from './support/lose-agent.ts'
import { trainWithShortTokens, type ShortTokens } from '../bundle/support/short-tokens.ts'

const AT_ONCE = 5
const JOB_SECONDS = 90
const TOKEN_SECONDS = 5

/** What is told here does not hang on the version of Node, and takes its time: once is enough. */
const isChosen = !/node24/.test(node)
if (!isChosen) console.log('not chosen: what MLOpsTrain endures; it runs on Node 20')

if (isChosen) describe('What the bundled MLOpsTrain endures', endurance)

/** Everything here mostly waits, so that all of it begins at once; each test then looks at one end. */
function endurance(): void {
  const killSwitch = new KillSwitch()
  const ends: Promise<LostAndRepeated>[] = []
  let azure: RunningAzure
  let long: Promise<ShortTokens>

  before(async () => {
    long = trainWithShortTokens({ jobSeconds: JOB_SECONDS, tokenSeconds: TOKEN_SECONDS })
    azure = await startAzure({ plugins: [killSwitch.plugin, ...plugins] })
    const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve<unknown>(undefined))
    for (const [index, [, point]] of killPoints.entries()) {
      const lane = index % AT_ONCE
      const end = (lanes[lane] ?? Promise.resolve()).then(() => loseAgentAt(point, index, azure, killSwitch))
      ends.push(end)
      lanes[lane] = end.catch(() => undefined)
    }
    for (const end of [...ends, long]) end.catch(() => undefined)
  })
  after(async () => {
    await Promise.allSettled([...ends, long])
    await azure.close()
  })

  describe('an agent that is lost and a step that is run again: one job, one model version', () => {
    for (const [index, [what, { when }]] of killPoints.entries()) {
      it(`${when === 'before' ? 'as' : 'between request and answer, when'} ${what}`, async function () {
        this.timeout(180_000)
        const end = await ends[index]
        assert.ok(end)
        const { lost, again, jobs, models } = end
        assert.equal(lost.signal, 'SIGKILL', `the step was never at this point:\n${lost.text}`)
        assert.equal(again.result, 'Succeeded', again.text)
        assert.deepEqual(jobs, [again.outputs['jobName']])
        assert.deepEqual(models, [`killed-${index}:1`])
        assert.equal(again.outputs['modelVersion'], '1')
      })
    }
  })

  it(`a job of ${JOB_SECONDS} seconds while tokens live ${TOKEN_SECONDS}`, async function () {
    this.timeout(240_000)
    const { done, seconds, tokens } = await long
    assert.equal(done.result, 'Succeeded', done.text)
    assert.ok(seconds >= JOB_SECONDS, `it took ${seconds} s`)
    assert.ok(tokens >= JOB_SECONDS / TOKEN_SECONDS, `${tokens} tokens were fetched`)
    assert.equal(done.outputs['modelVersion'], '1')
  })
}
