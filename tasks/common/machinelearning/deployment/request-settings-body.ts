import type { Probe, RequestSettings } from '../../specification/deployment/request-settings.ts'
import { isoDuration, isoMilliseconds } from '../duration.ts'
import { defined } from '../job/defined.ts'

/** A zero is not sent, as the official client has it: Azure then takes its own. */
const unlessZero = (amount: number | undefined, write: (amount: number) => string): string | undefined =>
  amount === undefined || amount === 0 ? undefined : write(amount)

export const requestSettingsBody = (settings: RequestSettings): object =>
  defined({
    requestTimeout: unlessZero(settings.request_timeout_ms, isoMilliseconds),
    maxConcurrentRequestsPerInstance: settings.max_concurrent_requests_per_instance,
    maxQueueWait: unlessZero(settings.max_queue_wait_ms, isoMilliseconds),
  })

export const probeBody = (probe: Probe): object =>
  defined({
    initialDelay: unlessZero(probe.initial_delay, isoDuration),
    period: unlessZero(probe.period, isoDuration),
    timeout: unlessZero(probe.timeout, isoDuration),
    successThreshold: probe.success_threshold,
    failureThreshold: probe.failure_threshold,
  })
