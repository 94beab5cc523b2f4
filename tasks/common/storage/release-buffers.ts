import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const MOST_IN_BYTES = 64 * 1024 * 1024
const LOOK_EVERY_IN_BYTES = 16 * 1024 * 1024

/**
 * Keeps what streams of gigabytes leave behind small. Buffers lie outside V8's heap, so V8 sees little to collect and
 * lets hundreds of megabytes of dead ones stand. Give it the bytes that went through; it collects when it must.
 */
export function bufferRelease(): (bytes: number) => void {
  let unseen = 0
  return bytes => {
    unseen += bytes
    if (unseen < LOOK_EVERY_IN_BYTES) return
    unseen = 0
    if (process.memoryUsage().arrayBuffers > MOST_IN_BYTES) collect()
  }
}

let collector: (() => void) | undefined

function collect(): void {
  if (!collector) {
    setFlagsFromString('--expose-gc')
    collector = runInNewContext('gc') as () => void
  }
  collector()
}
