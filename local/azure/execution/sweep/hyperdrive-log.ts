import type { World } from '../../core/world.ts'
import { artifactPlace } from '../../machinelearning/common/uris.ts'
import { createAppendLog } from '../logs/append-log.ts'

type Source = 'API' | 'GENERATOR' | 'SCHEDULER' | 'ENFORCER' | 'CONTROLLER'

export interface HyperdriveLog {
  say(source: Source, text: string, level?: 'INFO' | 'WARNING' | 'ERROR'): void
  flush(): Promise<void>
}

/** The sweep's own log, which clients stream. */
export function createHyperdriveLog(world: World, runId: string): HyperdriveLog {
  const place = artifactPlace(world, `dcid.${runId}`, 'azureml-logs/hyperdrive.txt')
  const log = createAppendLog(world.blobs, place.container, place.path)
  return {
    say: (source, text, level = 'INFO') =>
      log.write(`[${world.clock.now().toISOString().replace('Z', '000Z')}][${source}][${level}]${text}\n`),
    flush: () => log.flush(),
  }
}
