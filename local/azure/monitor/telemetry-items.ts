import { newGuid } from '../core/ids.ts'
import type { World } from '../core/world.ts'

/** What Application Insights keeps of one thing that happened, as its events API shows it. */
export interface TelemetryItem {
  id: string
  type: 'request' | 'trace'
  timestamp: string
  customDimensions: Record<string, string>
  operation: { id: string; name: string }
  cloud: { roleName: string; roleInstance: string }
  request?: { id: string; name: string; success: 'True' | 'False'; duration: number; resultCode: string }
  /** Severity 1 is information. */
  trace?: { message: string; severityLevel: number }
}

export type NewItem = Omit<TelemetryItem, 'id' | 'timestamp'>

const itemsOf = (world: World) => world.store.collection<TelemetryItem>('telemetry')

export function keepTelemetry(world: World, item: NewItem): void {
  const id = newGuid()
  itemsOf(world).put(id, { id, timestamp: world.clock.now().toISOString(), ...item })
}

/** In the order in which it happened. */
export const telemetryOf = (world: World, type: TelemetryItem['type']): TelemetryItem[] =>
  itemsOf(world)
    .list()
    .filter(item => item.type === type)
