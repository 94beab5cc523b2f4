import type { AnonymousDoor } from '../../../azure/anonymous-door.ts'
import { messageOf } from '../../../errors.ts'
import { Tail } from '../../../host/tail.ts'
import type { RunDetails } from '../history/run-history.ts'
import { LogCursor } from './log-cursor.ts'
import { followedLogs, type LogFile, type LogKind } from './log-files.ts'

const TAIL_IN_CHARACTERS = 64 * 1024
const BEGAN_ANEW = '(The log begins anew here: it was rotated, or the run was started again.)'

/** The list of files is older than the change: the next one may name what was put aside, which comes first. */
const REPLACED = 'The log was put in the place of another while it was read.'

const PROCESS = /process|rank|worker|ps|node|retry/

/** The end of one log of a run. */
export interface LogTail {
  readonly kind: LogKind
  readonly label: string
  /** Oldest first. */
  readonly lines: readonly string[]
}

/** Gets the lines of one log as they come; `label` as in LogFile. */
export type LogPrinter = (label: string, lines: readonly string[]) => void

interface FollowedLog {
  readonly file: LogFile
  readonly cursor: LogCursor
  readonly tail: Tail
}

/**
 * The logs of one run, each as far as a reader has come. A log that goes on under another name is read on there, one
 * that was put in the place of another is read from its beginning.
 */
export class RunLogs {
  readonly #print: LogPrinter
  readonly #hasChildren: boolean
  readonly #followed = new Map<string, FollowedLog>()
  #left: FollowedLog[] = []
  #failures = 0
  #why: unknown

  constructor(print: LogPrinter, hasChildren = false) {
    this.#print = print
    this.#hasChildren = hasChildren
  }

  /** The end of each log. */
  get tails(): LogTail[] {
    return [...this.#followed.values(), ...this.#left].map(({ file: { kind, label }, tail }) => ({
      kind,
      label,
      lines: tail.text === '' ? [] : tail.text.split('\n'),
    }))
  }

  /** Bytes of all logs that were read so far. */
  get bytes(): number {
    return [...this.#followed.values(), ...this.#left].reduce((sum, { cursor }) => sum + cursor.offset, 0)
  }

  /** What an unfinished line shows now, as a progress bar; empty where there is none. */
  get pending(): string {
    return [...this.#followed.values()].map(({ cursor }) => cursor.pending).find(text => text !== '') ?? ''
  }

  /** How many reads in a row have failed, and why the last one did. */
  get trouble(): { readonly reads: number; readonly why: string } {
    return { reads: this.#failures, why: messageOf(this.#why) }
  }

  /**
   * Prints what has come since the last read. A log that cannot be read now is read from the same place the next time:
   * a job does not fail because its log is out of reach.
   */
  async read(door: AnonymousDoor, files: RunDetails['logFiles'], signal: AbortSignal): Promise<void> {
    try {
      await this.#readAll(door, followedLogs(files ?? {}, this.#hasChildren))
      this.#failures = 0
    } catch (error) {
      if (signal.aborted) throw error
      this.#failures++
      this.#why = error
    }
  }

  /** Prints what has no line end: the run is over. */
  end(): void {
    for (const { cursor } of [...this.#left, ...this.#followed.values()]) cursor.end()
  }

  async #readAll(door: AnonymousDoor, files: readonly LogFile[]): Promise<void> {
    this.#leaveVanished(files)
    for (const file of files.filter(({ isRotated }) => isRotated))
      if (!this.#followed.has(file.name)) await this.#readRotated(door, file)
    const replaced = new Set<string>()
    for (const file of files) {
      const known = this.#followed.get(file.name)
      if (!known || (await known.cursor.read(door, file.url)) !== 'replaced') continue
      this.#leave(known)
      replaced.add(file.name)
    }
    for (const file of files)
      if (!this.#followed.has(file.name) && !replaced.has(file.name) && !(await this.#isCopy(door, file)))
        await this.#readFresh(door, file)
    if (replaced.size > 0) throw new Error(REPLACED)
  }

  /** What was put aside is older than what stands in its place: it comes first, from where it had been read. */
  async #readRotated(door: AnonymousDoor, file: LogFile): Promise<void> {
    for (const log of this.#followed.values()) {
      if (!(await log.cursor.continuesAt(door, file.url))) continue
      this.#leave(log)
      break
    }
    await this.#readFresh(door, file)
  }

  /**
   * A log that is being renamed is there twice for a moment; the copy is looked at again when the first is gone.
   * Processes that say the same are no copies.
   */
  async #isCopy(door: AnonymousDoor, { url, label }: LogFile): Promise<boolean> {
    if (PROCESS.test(label)) return false
    for (const { file, cursor } of this.#followed.values())
      if (!PROCESS.test(file.label) && (await cursor.continuesAt(door, url))) return true
    return false
  }

  async #readFresh(door: AnonymousDoor, file: LogFile): Promise<void> {
    const earlier = await this.#takeOver(door, file)
    const log = earlier ?? this.#open(file)
    if (!earlier && this.#left.some(left => left.file.name === file.name)) this.#emit(log, [BEGAN_ANEW])
    this.#followed.set(file.name, log)
    await log.cursor.read(door, file.url)
  }

  /** The log that was left, where this file continues it. */
  async #takeOver(door: AnonymousDoor, { url }: LogFile): Promise<FollowedLog | undefined> {
    for (const left of this.#left) {
      if (!(await left.cursor.continuesAt(door, url))) continue
      this.#left = this.#left.filter(other => other !== left)
      return left
    }
    return undefined
  }

  #open(file: LogFile): FollowedLog {
    const log: FollowedLog = {
      file,
      tail: new Tail(TAIL_IN_CHARACTERS),
      cursor: new LogCursor(lines => {
        this.#emit(log, lines)
      }),
    }
    return log
  }

  #leaveVanished(files: readonly LogFile[]): void {
    const names = new Set(files.map(({ name }) => name))
    for (const [name, log] of this.#followed) if (!names.has(name)) this.#leave(log)
  }

  #leave(log: FollowedLog): void {
    for (const [name, followed] of this.#followed) if (followed === log) this.#followed.delete(name)
    this.#left.push(log)
  }

  #emit({ file, tail }: FollowedLog, lines: readonly string[]): void {
    for (const line of lines) tail.push(line)
    this.#print(file.label, lines)
  }
}
