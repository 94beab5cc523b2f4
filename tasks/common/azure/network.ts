import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  proxyPolicy,
  type HttpClient,
  type PipelinePolicy,
  type PipelineRequest,
  type ProxySettings as PipelineProxy,
  type TlsSettings,
} from '@azure/core-rest-pipeline'
import type { Clock } from '../clock.ts'
import { TaskError, messageOf } from '../errors.ts'
import type { Log, NetworkSettings, ProxySettings } from '../host/host.ts'
import { retryPolicy } from './retry.ts'
import { traceLine } from './trace.ts'

export interface NetworkOptions {
  readonly settings: NetworkSettings
  readonly log: Log
  readonly clock: Clock
}

/**
 * The one way out of a task. Both doors and every SDK client end here: agent's proxy and certificates, one retry
 * policy, one debug line a request. It adds no credentials.
 */
export function openNetwork({ settings, log, clock }: NetworkOptions): HttpClient {
  const pipeline = createEmptyPipeline()
  pipeline.addPolicy(userAgent(settings.userAgent))
  pipeline.addPolicy(retryPolicy(clock, log))
  pipeline.addPolicy(trace(log, clock))
  pipeline.addPolicy(timeLimit)
  pipeline.addPolicy(certificates(settings.caFile))
  pipeline.addPolicy(proxyOf(settings.proxy))
  const wire = settings.wire ?? createDefaultHttpClient()
  return { sendRequest: request => pipeline.sendRequest(wire, request) }
}

const userAgent = (value: string): PipelinePolicy => ({
  name: 'mlopsUserAgent',
  sendRequest(request, next) {
    const sdk = request.headers.get('user-agent')
    request.headers.set('user-agent', sdk ? `${value} ${sdk}` : value)
    return next(request)
  },
})

const trace = (log: Log, clock: Clock): PipelinePolicy => ({
  name: 'mlopsTrace',
  async sendRequest(request, next) {
    const start = clock.now()
    try {
      const response = await next(request)
      log.debug(traceLine(request, clock.now() - start, response))
      return response
    } catch (error) {
      log.debug(`${traceLine(request, clock.now() - start)} ${messageOf(error)}`)
      throw error
    }
  },
})

/**
 * The client's own timer outlives a connection that broke, and would keep the process alive for minutes. This one ends with
 * the attempt, as that does: with the headers of an answer, not with the last byte of its body.
 */
const timeLimit: PipelinePolicy = {
  name: 'mlopsTimeLimit',
  async sendRequest(request, next) {
    const { timeout, abortSignal } = request
    if (timeout <= 0) return next(request)
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), timeout).unref()
    request.timeout = 0
    request.abortSignal = abortSignal
      ? AbortSignal.any([abortSignal as AbortSignal, limit.signal])
      : limit.signal
    try {
      return await next(request)
    } catch (error) {
      // The client calls both an abort; but a cancelled task stops, and a silent service is asked again.
      if (!limit.signal.aborted || abortSignal?.aborted) throw error
      throw new Error(`no answer within ${timeout / 1000} s`, { cause: error })
    } finally {
      clearTimeout(timer)
      Object.assign(request, { timeout, abortSignal })
    }
  },
}

/** One settings object for the whole process: the pipeline keeps its connections by it. */
function certificates(caFile: string | undefined): PipelinePolicy {
  const extra = [caFile, process.env['NODE_EXTRA_CA_CERTS']].filter(file => file !== undefined && file !== '')
  const tlsSettings: TlsSettings | undefined = caFile
    ? { ca: [...rootCertificates, ...extra.map(file => readCertificates(file as string))] }
    : undefined
  return {
    name: 'mlopsCertificates',
    sendRequest(request, next) {
      if (tlsSettings) request.tlsSettings = tlsSettings
      return next(request)
    },
  }
}

function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new TaskError(`The certificate file ${file} cannot be read.`, {
      cause:
        'The agent was configured with --sslcacert, or NODE_EXTRA_CA_CERTS is set, and the file is gone.',
      remedy: 'Put the file back or configure the agent anew.',
      error,
    })
  }
}

function proxyOf(proxy: ProxySettings | undefined): PipelinePolicy {
  const through = proxy ? proxyPolicy(toPipeline(proxy)) : proxyPolicy()
  const direct = (request: PipelineRequest): boolean =>
    proxy?.bypass.some(pattern => new RegExp(pattern, 'i').test(request.url)) ?? false
  return {
    name: 'mlopsProxy',
    sendRequest: (request, next) => (direct(request) ? next(request) : through.sendRequest(request, next)),
  }
}

function toPipeline(proxy: ProxySettings): PipelineProxy {
  const url = new URL(proxy.url)
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  return {
    host: `${url.protocol}//${url.hostname}`,
    port,
    ...(proxy.username && { username: proxy.username }),
    ...(proxy.password && { password: proxy.password.reveal() }),
  }
}
