import type { Clock } from '../clock.ts'
import type { Log } from '../host/host.ts'
import { readableBytes } from '../text/readable-bytes.ts'
import { totalSize } from './folder-contents.ts'
import type { FolderFile } from './list-folder.ts'

const INTERVAL_IN_MILLISECONDS = 10_000

/** Tells every ten seconds how much of an upload is done, as percent beside the step and as a line. */
export class UploadProgress {
  readonly #what: string
  readonly #log: Log
  readonly #clock: Clock
  readonly #total: number
  readonly #sent = new Map<FolderFile, number>()
  #bytes = 0
  #toldAt: number

  /** `what` is named in each line, as `code src`. */
  constructor(what: string, files: readonly FolderFile[], log: Log, clock: Clock) {
    this.#what = what
    this.#log = log
    this.#clock = clock
    this.#total = totalSize(files)
    this.#toldAt = clock.now()
  }

  /** The returned function takes the bytes of this file that were sent so far. */
  begin(file: FolderFile): (bytes: number) => void {
    return bytes => {
      this.#bytes += bytes - (this.#sent.get(file) ?? 0)
      this.#sent.set(file, bytes)
      this.#tell()
    }
  }

  #tell(): void {
    const now = this.#clock.now()
    if (now - this.#toldAt < INTERVAL_IN_MILLISECONDS) return
    this.#toldAt = now
    const text = `Uploading ${this.#what}: ${readableBytes(this.#bytes)} of ${readableBytes(this.#total)}`
    this.#log.info(text)
    this.#log.progress((100 * this.#bytes) / Math.max(1, this.#total), text)
  }
}
