import { setTimeout as delay } from 'node:timers/promises'
import type { Blobs } from '../../core/blobs.ts'
import { type LogWriter, blobWriter, moveLog } from './log-writer.ts'

/** How the logs of a run misbehave, by order of the control API. */
export type LogRule =
  /** There is no log, whatever the command writes. */
  | { kind: 'never' }
  /** The log comes so many milliseconds after the start; without a number, when the command has ended. */
  | { kind: 'late'; milliseconds?: number }
  /** After so many bytes the log goes on under another name, with what it held. */
  | { kind: 'rename'; afterBytes: number; name: string }
  /** After so many bytes the log begins anew; what it held is kept as `std_log.1.txt`, `std_log.2.txt`, ... */
  | { kind: 'rotate'; afterBytes: number }

/** @param place the log's container and path; `folder` is the path of the run's artifacts */
export function ruledWriter(
  blobs: Blobs,
  place: { container: string; path: string; folder: string },
  rule: LogRule | undefined,
): LogWriter {
  const plain = blobWriter(blobs, place.container, place.path)
  switch (rule?.kind) {
    case undefined:
      return plain
    case 'never':
      return { open: nothing, append: nothing, end: nothing }
    case 'late':
      return lateWriter(plain, rule.milliseconds)
    case 'rename': {
      const other = place.folder + rule.name
      const renamed = blobWriter(blobs, place.container, other)
      return movingWriter(plain, rule.afterBytes, async () => {
        await moveLog(blobs, place.container, place.path, other)
        return renamed
      })
    }
    case 'rotate': {
      let turn = 0
      const rotated = async (): Promise<LogWriter> => {
        turn += 1
        await moveLog(blobs, place.container, place.path, place.path.replace(/(\.txt)?$/, `.${turn}$1`))
        await plain.open()
        return movingWriter(plain, rule.afterBytes, rotated)
      }
      return movingWriter(plain, rule.afterBytes, rotated)
    }
  }
}

const nothing = (): Promise<void> => Promise.resolve()

function lateWriter(writer: LogWriter, milliseconds: number | undefined): LogWriter {
  let held: Buffer[] | undefined = []
  let releasing: Promise<void> | undefined
  const release = (): Promise<void> => (releasing ??= writeHeld())
  const writeHeld = async () => {
    await writer.open()
    const content = Buffer.concat(held ?? [])
    held = undefined
    if (content.length > 0) await writer.append(content)
  }
  return {
    async open() {
      if (milliseconds !== undefined) void delay(milliseconds, undefined, { ref: false }).then(release)
    },
    async append(content) {
      if (held) held.push(content)
      else {
        await releasing
        await writer.append(content)
      }
    },
    end: release,
  }
}

/** Writes to one place until that holds so many bytes, then to the place that `move` answers. */
function movingWriter(writer: LogWriter, afterBytes: number, move: () => Promise<LogWriter>): LogWriter {
  let written = 0
  let next: LogWriter | undefined
  return {
    open: () => writer.open(),
    async append(content) {
      if (next) return next.append(content)
      await writer.append(content)
      written += content.length
      if (written >= afterBytes) next = await move()
    },
    end: () => (next ?? writer).end(),
  }
}
