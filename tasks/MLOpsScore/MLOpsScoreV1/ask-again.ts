import { messageOf } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import { repeat } from '../../common/scoring/repeat.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import { examine, type Examination } from './examine.ts'
import type { ScoreInputs } from './inputs.ts'
import { Tally } from './tally.ts'

/**
 * Sends the request as often as asked after the first answer, and holds every answer against what is expected. Here
 * nothing is asked again: under load an answer such as 429 is what is measured.
 */
export async function askAgain(
  first: ScoringAnswer,
  { requests, concurrency }: ScoreInputs,
  examination: Examination,
  send: () => Promise<ScoringAnswer>,
  host: Host,
): Promise<Tally> {
  const tally = new Tally(first)
  tally.add(first, examine(first, examination))
  if (requests === 1) tally.milliseconds.push(first.milliseconds)
  const start = host.clock.elapsed()
  await repeat(requests - 1, concurrency, async () => {
    try {
      const answer = await send()
      tally.add(answer, examine(answer, examination))
      tally.milliseconds.push(answer.milliseconds)
    } catch (error) {
      if (host.signal.aborted) throw error
      if (tally.unanswered === 0) host.log.warning(`A request got no answer: ${messageOf(error)}`)
      tally.addUnanswered()
    }
  })
  tally.loadMilliseconds = host.clock.elapsed() - start
  return tally
}
