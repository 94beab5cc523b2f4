import http from 'node:http'
import { text } from 'node:stream/consumers'
import type { Exchange, Load, Report, ScoringRequest } from './exchange.ts'
import { monotonic } from './monotonic.ts'

/**
 * A process that sends scoring requests by the clock, whether or not earlier ones were answered, and reports each to
 * its parent: so nothing that the parent does delays a request, and a slow answer does not hide what a user would meet.
 */
const REQUEST_TIMEOUT = 30_000
const REPORT_EVERY = 100

/** Shorter than the server keeps idle connections, so that both never part in the same moment. */
const agent = new http.Agent({ keepAlive: true, timeout: REQUEST_TIMEOUT, scheduling: 'lifo' })
const open = new Map<number, number>()
let ended: Exchange[] = []
let next = 0
let count = 0
let stopping = false

process.on('message', (message: Load | 'stop') => {
  if (message === 'stop') stopping = true
  else begin(message)
})

process.on('disconnect', () => process.exit())

function begin(load: Load): void {
  const interval = 1000 / load.perSecond
  next = monotonic()
  const sendAllDue = (): void => {
    for (; next <= monotonic() && !stopping; next += interval) void exchange(load, count++, next)
    if (!stopping) setTimeout(sendAllDue, next - monotonic())
  }
  sendAllDue()
  const reporting = setInterval(() => {
    report()
    if (!stopping || open.size > 0) return
    clearInterval(reporting)
    agent.destroy()
    process.disconnect()
  }, REPORT_EVERY)
}

function report(): void {
  const message: Report = { ended, openSince: Math.min(next, ...open.values()) }
  ended = []
  process.send?.(message)
}

async function exchange(load: Load, number: number, due: number): Promise<void> {
  open.set(number, due)
  const request = number % load.requests.length
  const sent = monotonic()
  const answer = await send(load.requests[request]).catch((error: unknown) => ({
    status: undefined,
    deployment: undefined,
    text: String(error),
  }))
  ended.push({ request, due, sent, answered: monotonic(), ...answer })
  open.delete(number)
}

const nothing: ScoringRequest = { url: '', key: '', body: '' }

type Answer = Pick<Exchange, 'status' | 'deployment' | 'text'>

function send({ url, key, body }: ScoringRequest = nothing): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent, headers, timeout: REQUEST_TIMEOUT })
    request.on('error', reject)
    request.on('timeout', () => request.destroy(new Error(`no answer within ${REQUEST_TIMEOUT} ms`)))
    request.on('response', response => {
      const deployment = response.headers['azureml-model-deployment']
      text(response).then(
        content =>
          resolve({
            status: response.statusCode,
            deployment: typeof deployment === 'string' ? deployment : undefined,
            text: content,
          }),
        reject,
      )
    })
    request.end(body)
  })
}
