import type { AzureEndpoints } from '../description.ts'
import type { Certificates } from './certificates.ts'
import { type Listener, listen } from './listen.ts'
import { type ServerName, type Settings, serverNames } from './settings.ts'

export type Listeners = Record<ServerName, Listener>

/** Opens all ports, those of last time where they are free, and notes them in the settings. */
export async function listenAll(
  certificates: Certificates,
  settings: Settings,
  first?: number,
): Promise<Listeners> {
  const listeners: Partial<Listeners> = {}
  for (const [index, name] of serverNames.entries()) {
    const listener = await listen(certificates, first === undefined ? settings.ports[name] : first + index)
    settings.ports[name] = listener.port
    listeners[name] = listener
  }
  return listeners as Listeners
}

export function endpointsOf({ ports }: Settings): AzureEndpoints {
  const origin = (name: ServerName) => `https://localhost:${ports[name] ?? 0}`
  return {
    resourceManager: origin('resourceManager'),
    activeDirectory: origin('activeDirectory'),
    dataPlane: origin('dataPlane'),
    blob: origin('blob'),
    devops: `${origin('devops')}/mlops`,
  }
}
