import type { AzureSession } from '../../azure/session.ts'
import type { ScoringAnswer } from '../../scoring/scoring-client.ts'
import { messageOf } from '../../errors.ts'
import { ask, askAsCaller, mistakesIn, type ProbeRequest, type ProbeTarget } from '../prober.ts'

/** One probe request and what came of it. */
export interface ProbeResult {
  /** `new`: the deployment that is rolled out. `unknown`: nobody gave a name, as where the router itself refuses. */
  readonly by: 'new' | 'other' | 'unknown'
  /** `unclear`: no answer at all, or one that says nothing of the model: the key or the network is in question. */
  readonly kind: 'right' | 'wrong' | 'unclear'
  /** Undefined where there was none. */
  readonly answer: ScoringAnswer | undefined
  readonly milliseconds: number
  /** What was wrong or unclear, a clause for each. */
  readonly problems: readonly string[]
}

/** Who may not ask learns nothing of the model. */
const UNCLEAR = new Set([401, 403])

/** Two requests side by side: one straight to the new deployment, one as every caller sends it. */
export const probeBothWays = (
  session: AzureSession,
  target: ProbeTarget,
  request: ProbeRequest,
): Promise<ProbeResult[]> =>
  Promise.all([
    probed(session, request, async () => ({ by: 'new', answer: await ask(session, target, request) })),
    probed(session, request, async () => {
      const answer = await askAsCaller(session, target, request)
      return { by: authorOf(answer, target), answer }
    }),
  ])

interface Answered {
  readonly by: ProbeResult['by']
  readonly answer: ScoringAnswer
}

async function probed(
  { signal }: AzureSession,
  request: ProbeRequest,
  send: () => Promise<Answered>,
): Promise<ProbeResult> {
  try {
    const { by, answer } = await send()
    const problems = by === 'new' ? mistakesIn(answer, request) : refusalOf(answer)
    const { status, milliseconds } = answer
    const kind = problems.length === 0 ? 'right' : UNCLEAR.has(status) ? 'unclear' : 'wrong'
    return { by, kind, answer, milliseconds, problems }
  } catch (error) {
    if (signal.aborted) throw error
    const problems = [`no answer (${messageOf(error)})`]
    return { by: 'unknown', kind: 'unclear', answer: undefined, milliseconds: 0, problems }
  }
}

/** Of the deployment before, only that it answers: the expectations are the new one's. */
const refusalOf = ({ status }: ScoringAnswer): string[] =>
  status >= 200 && status < 300 ? [] : [`the status is ${status}`]

/** Azure names the deployment that answered in a header. */
function authorOf({ headers }: ScoringAnswer, { deployment }: ProbeTarget): ProbeResult['by'] {
  const name = headers['azureml-model-deployment']
  if (name === undefined) return 'unknown'
  return name === deployment ? 'new' : 'other'
}
