import type { World } from '../../core/world.ts'
import { type AppendLog, createAppendLog } from '../../execution/logs/append-log.ts'
import { buildContainer, logBlob } from './build-storage.ts'

/** How a run ended, as the log's metadata says it. */
export type Completion = 'successful' | 'failed' | 'canceled' | 'timedout' | 'internalerror'

/** The log of a build: an append blob that exists from its first line on, and is marked when it is whole. */
export interface RunLog {
  /** A line of the build itself. */
  line(text: string): void
  /** A line of the service, with the time before it. */
  say(text: string): void
  /** Writes the rest and sets the metadata `Complete`. */
  complete(completion: Completion): Promise<void>
}

/** @param secrets texts that must never stand in the log */
export function createRunLog(world: World, runId: string, secrets: string[]): RunLog {
  const log: AppendLog = createAppendLog(world.blobs, buildContainer(world), logBlob(runId))
  const hidden = secrets.filter(secret => secret.trim() !== '')
  const line = (text: string) =>
    log.write(`${hidden.reduce((safe, secret) => safe.replaceAll(secret, '***'), text)}\r\n`)
  return {
    line,
    say: text => line(`${timeStamp(world.clock.now())} ${text}`),
    async complete(completion) {
      await log.flush()
      await world.blobs.setMetadata(buildContainer(world), logBlob(runId), { Complete: completion })
    },
  }
}

/** `2020/11/19 22:51:00`, UTC. */
const timeStamp = (time: Date): string =>
  time.toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')
