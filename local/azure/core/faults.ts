import type { ErrorDetail } from './errors.ts'
import { newGuid } from './ids.ts'
import { operationFailure } from './operation-failure.ts'
import type { ServerName } from './settings.ts'

/** What goes wrong. */
export type FaultEffect =
  /** This answer in place of the service's; `retryAfter` in seconds. The request has no effect. */
  | {
      kind: 'status'
      status: number
      body?: object | string
      headers?: Record<string, string>
      retryAfter?: number
    }
  /** The connection breaks: before the request has an effect, or after it, so that the answer is lost. */
  | { kind: 'reset'; when: 'before' | 'after' }
  | { kind: 'delay'; milliseconds: number }
  /** The answer stops after so many bytes although its length said more. */
  | { kind: 'truncate'; bytes: number }
  /** 401 ExpiredAuthenticationToken, as for a token that ran out while a task was waiting. */
  | { kind: 'expiredToken' }
  /** 400 QuotaExceeded. */
  | { kind: 'quota'; message?: string }
  /** The next long-running operation of this kind (e.g. `compute.create`) ends Failed with this error. */
  | { kind: 'failedOperation'; operation: string; error: ErrorDetail }
  /** The next operation of this kind ends Failed for this reason, in the form that its service gives such errors. */
  | { kind: 'errorCode'; operation: string; code: string; message?: string }

export interface FaultRule {
  /** Given by `add`; removes the rule again. */
  id: string
  server?: ServerName
  method?: string
  /** Regular expression over path and query, case-insensitive. */
  path: string
  /** The first matching request that fails, counted from 1. */
  nth: number
  /** How many requests in a row fail from there on. */
  times: number
  effect: FaultEffect
}

export type NewFault = Pick<FaultRule, 'effect'> & Partial<Omit<FaultRule, 'id' | 'effect'>>

export interface FaultRequest {
  server: ServerName
  method: string
  url: string
}

export interface Faults {
  add(rule: NewFault): FaultRule
  remove(id: string): boolean
  list(): (FaultRule & { seen: number })[]
  clear(): void
  /** Counts this request against every rule that matches it; the effects that apply, in order of the rules. */
  meet(request: FaultRequest): FaultEffect[]
  /** The error that the next operation of this kind must end with, if a rule says so. */
  meetOperation(kind: string): ErrorDetail | undefined
}

export function createFaults(): Faults {
  const rules = new Map<string, { rule: FaultRule; seen: number }>()
  const count = (entry: { rule: FaultRule; seen: number }) => {
    entry.seen += 1
    return entry.seen >= entry.rule.nth && entry.seen < entry.rule.nth + entry.rule.times
  }
  return {
    add(fault) {
      new RegExp(fault.path ?? '', 'i')
      const rule = { path: '', nth: 1, times: 1, ...fault, id: newGuid() }
      rules.set(rule.id, { rule, seen: 0 })
      return rule
    },
    remove: id => rules.delete(id),
    list: () => [...rules.values()].map(({ rule, seen }) => ({ ...rule, seen })),
    clear: () => rules.clear(),
    meet: request =>
      [...rules.values()]
        .filter(({ rule }) => !('operation' in rule.effect) && matches(rule, request))
        .filter(count)
        .map(({ rule }) => rule.effect),
    meetOperation(kind) {
      for (const entry of rules.values()) {
        const { effect } = entry.rule
        if ('operation' in effect && effect.operation === kind && count(entry))
          return effect.kind === 'errorCode'
            ? operationFailure(kind, effect.code, effect.message)
            : effect.error
      }
      return undefined
    },
  }
}

function matches(rule: FaultRule, { server, method, url }: FaultRequest): boolean {
  if (rule.server && rule.server !== server) return false
  if (rule.method && rule.method.toUpperCase() !== method.toUpperCase()) return false
  return new RegExp(rule.path, 'i').test(url)
}
