import { object } from '../schema/object.ts'
import { integer } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'

/** Milliseconds. Azure's own: 5000 ms for an answer, one request at a time, 500 ms in the queue. */
export const requestSettings = object('request settings', {
  request_timeout_ms: integer({ min: 0 }),
  max_concurrent_requests_per_instance: integer({ min: 0 }),
  max_queue_wait_ms: integer({ min: 0 }),
})
export type RequestSettings = Read<typeof requestSettings>

/** Seconds, and numbers of probes in a row. */
export const probe = object('a probe', {
  initial_delay: integer({ min: 0 }),
  period: integer({ min: 0 }),
  timeout: integer({ min: 0 }),
  success_threshold: integer({ min: 0 }),
  failure_threshold: integer({ min: 0 }),
})
export type Probe = Read<typeof probe>
