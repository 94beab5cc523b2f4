import {
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  redirectPolicy,
  type HttpClient,
  type PipelineResponse,
} from '@azure/core-rest-pipeline'
import { buffer } from 'node:stream/consumers'
import { openNetwork } from '../../azure/network.ts'
import { TaskError, messageOf } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { decoded, passwordsIn, redactUrls } from '../../text/redact-url.ts'

/** A file of an index that says its own hash. */
export interface IndexFile {
  readonly name: string
  /** Absolute, without the hash. */
  readonly url: string
  /** 64 hexadecimal digits. */
  readonly sha256: string
}

/**
 * Reads a package index without Python, through the agent's proxy and with its certificates.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
 */
export class IndexReader {
  readonly #base: URL
  readonly #authorization: string | undefined
  readonly #client: HttpClient
  readonly #signal: AbortSignal

  constructor(index: string, host: Host, signal: AbortSignal) {
    for (const password of passwordsIn(index)) host.secret(password)
    this.#base = readUrl(index)
    this.#authorization = loginOf(this.#base)
    this.#base.username = this.#base.password = ''
    const wire = openNetwork({ settings: host.network, log: host.log, clock: host.clock })
    const redirects = createEmptyPipeline()
    redirects.addPolicy(redirectPolicy())
    this.#client = { sendRequest: request => redirects.sendRequest(wire, request) }
    this.#signal = signal
  }

  /** The files of a package that carry a SHA-256 hash; others cannot be checked and do not count. */
  async filesOf(name: string): Promise<IndexFile[]> {
    const page = new URL(`${name}/`, this.#base)
    const html = (await this.#get(page, 'text/html')).toString('utf8')
    return [...html.matchAll(/<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].flatMap(
      ([, double, single]) => {
        const link = (double ?? single ?? '').replaceAll('&amp;', '&')
        if (!URL.canParse(link, page.href)) return []
        const url = new URL(link, page)
        const sha256 = /sha256=([0-9a-f]{64})\b/i.exec(url.hash)?.[1]?.toLowerCase()
        url.hash = ''
        const file = decoded(url.pathname.split('/').at(-1) ?? '')
        return sha256 === undefined ? [] : [{ name: file, url: url.href, sha256 }]
      },
    )
  }

  download(url: string): Promise<Buffer> {
    return this.#get(new URL(url), '*/*')
  }

  async #get(url: URL, accept: string): Promise<Buffer> {
    const own = url.origin === this.#base.origin && this.#authorization !== undefined
    const request = createPipelineRequest({
      url: url.href,
      abortSignal: this.#signal,
      allowInsecureConnection: true, // a mirror inside a network; what comes is checked by its hash
      streamResponseStatusCodes: new Set([200]),
      headers: createHttpHeaders({ accept, ...(own && { authorization: this.#authorization }) }),
    })
    try {
      const response = await this.#client.sendRequest(request)
      if (response.status !== 200) throw refused(url, response)
      return await buffer(response.readableStreamBody as NodeJS.ReadableStream)
    } catch (error) {
      if (error instanceof TaskError || this.#signal.aborted) throw error
      throw unreachable(url, error)
    }
  }
}

function readUrl(index: string): URL {
  const text = index.endsWith('/') ? index : `${index}/`
  if (URL.canParse(text) && /^https?:/i.test(text)) return new URL(text)
  throw new TaskError(`The package index ${redactUrls(index)} is no http or https URL.`, {
    cause: 'It is misspelt, or a variable in it has no value.',
    remedy: 'Correct PIP_INDEX_URL, UV_DEFAULT_INDEX or index-url in the configuration file of pip.',
  })
}

function loginOf({ username, password }: URL): string | undefined {
  if (username === '') return undefined
  const login = `${decoded(username)}:${decoded(password)}`
  return `Basic ${Buffer.from(login).toString('base64')}`
}

const refused = (url: URL, { status }: PipelineResponse): TaskError =>
  new TaskError(`The package index answered ${status} for ${redactUrls(url.href)}.`, {
    cause:
      status === 404 ? 'It does not have this package.' : 'It wants other credentials, or is out of order.',
    remedy: 'Run PipAuthenticate@1 before this step, correct the URL of the index, or let it mirror uv.',
  })

const unreachable = (url: URL, error: unknown): TaskError =>
  new TaskError(`The package index ${url.origin} cannot be reached.`, {
    cause: messageOf(error),
    remedy: 'Check PIP_INDEX_URL or UV_DEFAULT_INDEX, and the proxy that the agent was configured with.',
    error,
  })
