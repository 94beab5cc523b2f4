import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

export interface Answers {
  /** How often each answer came: a status that is no 200, or who answered. */
  readonly counts: Record<string, number>
  readonly total: number
}

/** Scores all the while at a steady pace, whatever the answers, until it is told to stop. */
export class SteadyClient {
  readonly #counts: Record<string, number> = {}
  readonly #pending = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>

  /** @param ca certificate of the authority, for an encrypted address */
  constructor(scoringUri: string, key: string, perSecond = 10, body = '{}', ca?: string) {
    this.#running = this.#run(() => ask(scoringUri, key, body, ca), 1000 / perSecond)
  }

  async stop(): Promise<Answers> {
    this.#stopping.abort()
    await this.#running
    await Promise.all(this.#pending)
    const total = Object.values(this.#counts).reduce((sum, count) => sum + count, 0)
    return { counts: this.#counts, total }
  }

  async #run(send: () => Promise<string>, interval: number): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const one: Promise<void> = send()
        .then(answer => void (this.#counts[answer] = (this.#counts[answer] ?? 0) + 1))
        .finally(() => this.#pending.delete(one))
      this.#pending.add(one)
      await pause(interval)
    }
  }
}

/** Who answered, by its own word or by the router's, or why nobody did. */
export function ask(scoringUri: string, key: string, body = '{}', ca?: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return new Promise(resolve => {
    const client = ca === undefined ? http : https
    const request = client.request(scoringUri, { method: 'POST', headers, ca }, response => {
      const answered = (answer: string): void => {
        const who = (): unknown =>
          (JSON.parse(answer) as { who?: unknown }).who ?? response.headers['azureml-model-deployment']
        resolve(response.statusCode === 200 ? String(who()) : `HTTP ${response.statusCode}`)
      }
      text(response).then(answered, (error: unknown) => resolve(String(error)))
    })
    request.on('error', error => resolve(String(error)))
    request.end(body)
  })
}
