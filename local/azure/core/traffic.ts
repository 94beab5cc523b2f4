import { type HarFile, openHarFile } from './har-file.ts'
import { type NameValue, redactBody, redactHeaders, redactSecret, redactText } from './redact.ts'
import type { ServerName } from './settings.ts'
import { looksLikeRunToken } from './tokens.ts'

export type Client = 'task' | 'job' | 'other'

type Headers = Record<string, string | number | string[] | undefined>

/** One exchange as a server saw it. Bodies are absent where they were streamed. */
export interface Exchange {
  server: ServerName
  started: Date
  milliseconds: number
  method: string
  /** Absolute. */
  url: string
  requestHeaders: Headers
  requestBody?: string
  status: number
  responseHeaders: Headers
  responseBody?: string
}

export interface HarEntry {
  startedDateTime: string
  time: number
  request: HarRequest
  response: HarResponse
  cache: object
  timings: { send: number; wait: number; receive: number }
  _client: Client
  _server: ServerName
}

interface HarRequest {
  method: string
  url: string
  httpVersion: string
  cookies: never[]
  headers: NameValue[]
  queryString: NameValue[]
  headersSize: number
  bodySize: number
  postData?: { mimeType: string; text: string }
}

interface HarResponse {
  status: number
  statusText: string
  httpVersion: string
  cookies: never[]
  headers: NameValue[]
  content: { size: number; mimeType: string; text?: string }
  redirectURL: string
  headersSize: number
  bodySize: number
}

export interface Traffic {
  record(exchange: Exchange): void
  /** The latest entries, redacted; at most 5000 are kept in memory. */
  entries(): HarEntry[]
  /** From now on to this file (made anew); undefined ends the recording to a file. */
  recordTo(file: string | undefined): void
  close(): void
}

const KEPT = 5000

export function createTraffic(file?: string): Traffic {
  const kept: HarEntry[] = []
  let har: HarFile | undefined = file ? openHarFile(file) : undefined
  return {
    record(exchange) {
      const entry = toEntry(exchange)
      har?.append(entry)
      kept.push(entry)
      if (kept.length > KEPT) kept.shift()
    },
    entries: () => [...kept],
    recordTo(next) {
      har?.close()
      har = next ? openHarFile(next) : undefined
    },
    close() {
      har?.close()
      har = undefined
    },
  }
}

/** Tasks say who they are in their User-Agent; jobs bear a run token or are Python programs. */
function clientOf(headers: Headers): Client {
  const agent = headerOf(headers, 'user-agent')
  if (agent.includes('mlops-azureml-pipelines')) return 'task'
  const hasRunToken = looksLikeRunToken(headerOf(headers, 'authorization'))
  return hasRunToken || /python|mlflow/i.test(agent) ? 'job' : 'other'
}

function headerOf(headers: Headers, name: string): string {
  const value = headers[name] ?? ''
  return Array.isArray(value) ? value.join(', ') : String(value)
}

function toEntry(exchange: Exchange): HarEntry {
  return {
    startedDateTime: exchange.started.toISOString(),
    time: exchange.milliseconds,
    request: toRequest(exchange),
    response: toResponse(exchange),
    cache: {},
    timings: { send: 0, wait: exchange.milliseconds, receive: 0 },
    _client: clientOf(exchange.requestHeaders),
    _server: exchange.server,
  }
}

/** What a vault gives and takes is secret whatever its name. */
const bodyText = (server: ServerName, text: string, mimeType: string): string =>
  redactBody(server === 'vault' ? redactSecret(text) : text, mimeType)

function toRequest({ server, method, url, requestHeaders, requestBody }: Exchange): HarRequest {
  const redacted = redactText(url)
  const mimeType = headerOf(requestHeaders, 'content-type')
  return {
    method,
    url: redacted,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: redactHeaders(requestHeaders),
    queryString: [...new URL(redacted).searchParams].map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: Number(headerOf(requestHeaders, 'content-length') || -1),
    ...(requestBody && { postData: { mimeType, text: bodyText(server, requestBody, mimeType) } }),
  }
}

function toResponse({ server, status, responseHeaders, responseBody }: Exchange): HarResponse {
  const mimeType = headerOf(responseHeaders, 'content-type')
  const size = Number(headerOf(responseHeaders, 'content-length') || -1)
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: redactHeaders(responseHeaders),
    content: { size, mimeType, ...(responseBody && { text: bodyText(server, responseBody, mimeType) }) },
    redirectURL: '',
    headersSize: -1,
    bodySize: size,
  }
}
