import { object } from '../schema/object.ts'
import { choice } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'

export const queueSettings = object('queue settings', {
  job_tier: choice(['spot', 'basic', 'standard', 'premium', 'null']),
  priority: choice(['low', 'medium', 'high']),
})
export type QueueSettings = Read<typeof queueSettings>
