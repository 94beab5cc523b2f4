import type { QueueSettings } from '../../specification/job/queue-settings.ts'
import type { JobBody } from './body.ts'
import { defined } from './defined.ts'

const JOB_TIERS = {
  null: 'Null',
  spot: 'Spot',
  basic: 'Basic',
  standard: 'Standard',
  premium: 'Premium',
} as const
const PRIORITIES = { low: 1, medium: 2, high: 3 } as const

export const queueSettingsBody = ({ job_tier, priority }: QueueSettings): JobBody =>
  defined({
    jobTier: job_tier && JOB_TIERS[job_tier],
    priority: priority && PRIORITIES[priority],
  })
