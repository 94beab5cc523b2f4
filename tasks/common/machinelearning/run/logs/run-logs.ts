import type { AnonymousDoor } from '../../../azure/anonymous-door.ts'
import { LogCursor } from './log-cursor.ts'
import type { RunDetails } from '../history/run-history.ts'

const IMAGE_BUILD = 'azureml-logs/20_image_build_log.txt'
const USER_LOG = /^user_logs\/std_log.*\.txt$/
const TAIL = 40

/** The logs of one run: the image build and what the user's processes print, as far as a reader has come. */
export class RunLogs {
  readonly #print: (line: string) => void
  readonly #cursors = new Map<string, LogCursor>()
  readonly #tail: string[] = []

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  /** The last lines that were printed, oldest first: what matters when the run failed. */
  get tail(): readonly string[] {
    return this.#tail
  }

  async read(door: AnonymousDoor, details: RunDetails): Promise<void> {
    const files = Object.entries(details.logFiles ?? {}).filter(
      ([name]) => name === IMAGE_BUILD || USER_LOG.test(name),
    )
    const several = files.filter(([name]) => USER_LOG.test(name)).length > 1
    for (const [name, url] of files.sort(([a], [b]) => a.localeCompare(b))) {
      await this.#cursorOf(name, several).read(door, url)
    }
  }

  end(): void {
    for (const cursor of this.#cursors.values()) cursor.end()
  }

  #cursorOf(name: string, several: boolean): LogCursor {
    const known = this.#cursors.get(name)
    if (known) return known
    const label = labelOf(name, several)
    const cursor = new LogCursor(line => this.#emit(label + line))
    this.#cursors.set(name, cursor)
    return cursor
  }

  #emit(line: string): void {
    this.#tail.push(line)
    if (this.#tail.length > TAIL) this.#tail.shift()
    this.#print(line)
  }
}

function labelOf(name: string, several: boolean): string {
  if (name === IMAGE_BUILD) return 'image build | '
  const rank = /std_log_?(.*)\.txt$/.exec(name)?.[1]
  return several && rank ? `${rank} | ` : ''
}
