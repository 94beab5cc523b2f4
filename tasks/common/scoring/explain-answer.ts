import { TaskError } from '../errors.ts'
import type { ScoringAnswer } from './scoring-client.ts'

export interface Advice {
  readonly cause: string
  readonly remedy: string
}

const SCRIPT_FAILED: Advice = {
  cause: 'The scoring script raised an error in run(), or the container ended while it answered.',
  remedy:
    'Read the log of the deployment: in the studio under Endpoints, or with az ml online-deployment get-logs.',
}

/**
 * What a status means at a scoring address. Kubernetes routers say 502 where managed endpoints say 424.
 * Source: Microsoft's page on troubleshooting online endpoints.
 */
const BY_STATUS: Readonly<Record<number, Advice>> = {
  400: {
    cause: 'The scoring script does not accept this request.',
    remedy: 'Compare the request file with what run() of the scoring script expects.',
  },
  401: {
    cause: 'The key or token is not one of this endpoint, is expired, or was regenerated.',
    remedy: 'Let the task find the key (endpointName), or renew the one that is given.',
  },
  403: {
    cause:
      'The caller may not score here: its identity lacks a role, or the network is closed to this agent.',
    remedy: 'Check the access of the endpoint and from where it can be reached.',
  },
  404: {
    cause: 'The endpoint has no such deployment, or none of its deployments has traffic.',
    remedy: 'Check endpoint and deployment names, and the traffic of the endpoint.',
  },
  408: {
    cause: 'The scoring script took longer than the request timeout of the deployment.',
    remedy: 'Send fewer rows, make the script faster, or raise request_timeout_ms of the deployment.',
  },
  413: {
    cause: 'The request is larger than the endpoint accepts.',
    remedy: 'Send fewer rows in one request.',
  },
  424: SCRIPT_FAILED,
  429: {
    cause: 'The endpoint is asked more than it can answer.',
    remedy: 'Lower the concurrency, or give the deployment more instances.',
  },
  500: SCRIPT_FAILED,
  502: SCRIPT_FAILED,
  503: {
    cause: 'No instance of the deployment is ready, or a burst of requests overran it.',
    remedy: 'Look at the state of the deployment; lower the concurrency, or give it more instances.',
  },
  504: {
    cause: 'The scoring script took longer than the request timeout of the deployment (5 s unless set).',
    remedy: 'Send fewer rows, make the script faster, or raise request_timeout_ms of the deployment.',
  },
}

/** The likely cause of a status that is no success, and what to do; undefined where the number alone tells nothing. */
export const adviceFor = (status: number): Advice | undefined => BY_STATUS[status]

/** An error for people out of an answer that did not hold. `problems` are clauses, one for each. */
export function explainAnswer(what: string, answer: Pick<ScoringAnswer, 'status'>, problems: readonly string[]): TaskError {
  const lines = problems.map(problem => `- ${problem}`)
  const advice = adviceFor(answer.status) ?? {
    cause: 'The model or the scoring script answers otherwise than the expectations say.',
    remedy:
      'Look at the answer above: correct the scoring script, or the expectations where they are outdated.',
  }
  return new TaskError([`${what}:`, ...lines].join('\n'), advice)
}
