import type { StepState } from '../agent/run/state.ts'

/** What became of the model after training, as far as the run went. */
export interface ReleaseFacts {
  /** The gate's word and its reasons, a sentence each with the numbers. */
  verdict: { word: string; reasons: string[] } | undefined
  /** By digest. */
  image: string | undefined
  /** Address that answers, and the deployment that has the traffic. */
  service: { scoringUri: string; deployment: string | undefined; previous: string | undefined } | undefined
  /** An answer of the service, on one line. */
  prediction: string | undefined
}

const digits = 4

/** @param handoff the file that the build side left, as it was read */
export function collectRelease(
  steps: readonly StepState[],
  handoff: Readonly<Record<string, unknown>>,
): ReleaseFacts {
  const last = (name: string): string | undefined =>
    steps.findLast(step => (step.outputs[name] ?? '') !== '')?.outputs[name]
  const scoringUri = last('scoringUri')
  const answer = last('predictions')
  return {
    verdict: readVerdict(last('gateVerdict'), handoff['gate']),
    image: last('imageReference'),
    service: scoringUri === undefined ? undefined : { scoringUri, ...deploymentOf(steps) },
    prediction: answer === undefined ? undefined : oneLine(answer),
  }
}

function deploymentOf(steps: readonly StepState[]): {
  deployment: string | undefined
  previous: string | undefined
} {
  const deployed = steps.findLast(step => step.outputs['deployed'] === 'true')?.outputs
  return {
    deployment: deployed?.['deploymentName'],
    previous: deployed?.['previousDeployment'] || undefined,
  }
}

function readVerdict(word: string | undefined, gate: unknown): ReleaseFacts['verdict'] {
  if (word === undefined) return undefined
  const rules: unknown = typeof gate === 'object' && gate !== null && 'rules' in gate ? gate.rules : []
  const reasons = (Array.isArray(rules) ? (rules as unknown[]) : []).flatMap(textOf)
  return { word, reasons }
}

const textOf = (rule: unknown): string[] =>
  typeof rule === 'object' && rule !== null && 'text' in rule && typeof rule.text === 'string'
    ? [rule.text]
    : []

/** JSON with numbers that a person can read; other text as it is. */
function oneLine(answer: string): string {
  try {
    const rounded = (_: string, value: unknown): unknown =>
      typeof value === 'number' ? Number(value.toFixed(digits)) : value
    return JSON.stringify(JSON.parse(answer), rounded)
  } catch (error) {
    if (error instanceof SyntaxError) return answer.replaceAll(/\s+/g, ' ')
    throw error
  }
}
