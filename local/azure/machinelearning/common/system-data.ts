import type { Caller } from '../../core/principals.ts'

export interface SystemData {
  createdAt: string
  createdBy: string
  createdByType: string
  lastModifiedAt: string
  lastModifiedBy?: string
  lastModifiedByType?: string
}

/** Who made a resource and who changed it last; applications write as applications. */
export function systemData(caller: Caller, now: Date, before?: SystemData): SystemData {
  const time = now.toISOString()
  const author = { createdAt: time, createdBy: caller.appId, createdByType: 'Application' }
  return {
    ...author,
    ...before,
    lastModifiedAt: time,
    ...(before && { lastModifiedBy: caller.appId, lastModifiedByType: 'Application' }),
  }
}
