import { PAGES } from './serving-error.ts'

export type EndpointKind = 'managed' | 'Kubernetes'

/** A status at a scoring address that is no success. */
export interface ScoringStatus {
  readonly status: number
  /** Whose router says so. */
  readonly of: readonly EndpointKind[]
  readonly reason: string
  readonly cause: string
  readonly remedy: string
  readonly source: string
}

const BOTH = ['managed', 'Kubernetes'] as const
const MANAGED = ['managed'] as const
const KUBERNETES = ['Kubernetes'] as const
const managed = `${PAGES.endpoints}#common-error-codes-for-managed-online-endpoints`
const kubernetes = `${PAGES.endpoints}#common-error-codes-for-kubernetes-online-endpoints`
const server = PAGES.inferenceServer

const script = {
  cause: 'The scoring script raised an error in run(), or the container ended while it answered.',
  remedy:
    'Read the log of the deployment: in the studio under Endpoints, or with az ml online-deployment get-logs.',
}
const slow = {
  remedy: 'Send fewer rows, make the script faster, or raise request_timeout_ms of the deployment.',
}

/** Each status once for each kind that says it; the two kinds say some things by different numbers. */
export const SCORING: readonly ScoringStatus[] = [
  {
    status: 400,
    of: BOTH,
    reason: 'bad request',
    cause: 'The scoring script does not accept this request.',
    remedy: 'Compare the request file with what run() of the scoring script expects.',
    source: server,
  },
  {
    status: 401,
    of: BOTH,
    reason: 'unauthorized',
    cause: 'The key or token is not one of this endpoint, is expired, or was regenerated.',
    remedy: 'Let the task find the key (endpointName), or renew the one that is given.',
    source: managed,
  },
  {
    status: 403,
    of: BOTH,
    reason: 'forbidden',
    cause:
      'The caller may not score here: its identity lacks a role, or the network is closed to this agent.',
    remedy: 'Check the access of the endpoint and from where it can be reached.',
    source: managed,
  },
  {
    status: 404,
    of: BOTH,
    reason: 'not found',
    cause: 'The endpoint has no such deployment, or none of its deployments has traffic.',
    remedy: 'Check endpoint and deployment names, and the traffic of the endpoint.',
    source: managed,
  },
  {
    status: 405,
    of: BOTH,
    reason: 'method not allowed',
    cause: 'The address is not the scoring address: that one takes POST.',
    remedy: 'Take scoringUri as the deployment task tells it; it ends with /score.',
    source: server,
  },
  {
    status: 408,
    of: MANAGED,
    reason: 'request timeout',
    cause: 'The scoring script took longer than the request timeout of the deployment.',
    ...slow,
    source: managed,
  },
  {
    status: 409,
    of: KUBERNETES,
    reason: 'conflict',
    cause: 'Another operation on the endpoint is in progress.',
    remedy: 'Ask again when it has ended.',
    source: kubernetes,
  },
  {
    status: 413,
    of: BOTH,
    reason: 'payload too large',
    cause: 'The request is larger than the endpoint accepts.',
    remedy: 'Send fewer rows in one request.',
    source: managed,
  },
  {
    status: 415,
    of: BOTH,
    reason: 'unsupported media type',
    cause: 'The inference server does not read this content type.',
    remedy: 'Send JSON, or let run() take the raw request (@rawhttp).',
    source: server,
  },
  {
    status: 424,
    of: MANAGED,
    reason: 'model error',
    cause: script.cause,
    remedy: script.remedy,
    source: managed,
  },
  {
    status: 429,
    of: MANAGED,
    reason: 'too many pending requests',
    cause:
      'The endpoint is asked more than it can answer: more than twice max_concurrent_requests_per_instance on each instance at once, or more requests a second than an endpoint may get.',
    remedy: 'Lower the concurrency, or give the deployment more instances; check WORKER_COUNT.',
    source: managed,
  },
  {
    status: 431,
    of: BOTH,
    reason: 'header too long',
    cause: 'A header of the request is longer than the inference server takes (100 characters for ids).',
    remedy: 'Shorten x-ms-client-request-id and its like.',
    source: server,
  },
  {
    status: 500,
    of: BOTH,
    reason: 'internal server error',
    cause: 'The infrastructure of Azure Machine Learning failed, not the scoring script.',
    remedy: 'Ask again; if it stays, open a support request with the x-request-id of an answer.',
    source: managed,
  },
  {
    status: 502,
    of: KUBERNETES,
    reason: 'run() raised or the container crashed',
    ...script,
    source: kubernetes,
  },
  {
    status: 503,
    of: KUBERNETES,
    reason: 'no instance free',
    cause: 'No instance of the deployment is ready, or a burst of requests overran it.',
    remedy:
      'Look at the state of the deployment; lower the concurrency, give it more instances, or scale earlier (a lower target utilization).',
    source: `${PAGES.endpoints}#how-to-prevent-503-status-code-errors`,
  },
  {
    status: 504,
    of: KUBERNETES,
    reason: 'request timed out',
    cause: 'The scoring script took longer than the request timeout of the deployment (5 s unless set).',
    ...slow,
    source: kubernetes,
  },
]

/** Headers of a 424 with what the model itself answered. */
export const MODEL_STATUS = 'ms-azureml-model-error-statuscode'
export const MODEL_REASON = 'ms-azureml-model-error-reason'

/** Header of the inference server, which a router may hand on: `True` where run() raised. */
export const SCRIPT_FAILED = 'x-ms-run-function-failed'

/** What a 424 means by the status that the container gave; else by the 424 itself. */
export const MODEL_STATUSES: Readonly<Record<number, Pick<ScoringStatus, 'cause' | 'remedy'>>> = {
  400: {
    cause: 'The scoring script does not accept this request.',
    remedy: 'Compare the request file with what run() of the scoring script expects.',
  },
  404: {
    cause: 'The container has no such route.',
    remedy:
      'Check the scoring route of the image (inference_config.scoring_route) against what its server serves.',
  },
  413: {
    cause: 'The request is larger than the container accepts.',
    remedy: 'Send fewer rows in one request.',
  },
  500: script,
  502: {
    cause: 'The container broke off while it answered: it crashed, mostly for want of memory.',
    remedy: 'Read the log of the deployment; choose an instanceType with more memory.',
  },
  503: {
    cause: 'The container is not ready: a probe fails, or its workers are all busy.',
    remedy: 'Give the readiness and liveness probes more time, or raise WORKER_COUNT.',
  },
  504: { cause: 'The container took too long to answer.', ...slow },
}

type Answered = { readonly status: number; readonly headers?: Readonly<Record<string, string>> }

/** The likely cause of a status that is no success, and what to do; undefined where the number alone tells nothing. */
export function adviceOnAnswer({
  status,
  headers = {},
}: Answered): Pick<ScoringStatus, 'cause' | 'remedy'> | undefined {
  const own = SCORING.find(one => one.status === status)
  if (status === 500 && headers[SCRIPT_FAILED] === 'True') return script
  if (status !== 424) return own
  const inner = Number(headers[MODEL_STATUS])
  const reason = headers[MODEL_REASON]
  const known = MODEL_STATUSES[inner] ?? own
  if (!known || !Number.isInteger(inner)) return known
  const told = reason ? ` It told: ${reason}.` : ''
  return { remedy: known.remedy, cause: `The container answered ${inner}. ${known.cause}${told}` }
}
