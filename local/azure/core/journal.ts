import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** One change of one document; `value` absent means that it was deleted. */
export interface JournalEntry {
  collection: string
  key: string
  value?: unknown
}

export interface Journal {
  append(entry: JournalEntry): void
  /** Replaces the file by these entries only; a crash in between leaves the old file. */
  compact(entries: JournalEntry[]): void
}

/** Keeps nothing: for tests that need no restart. */
export const memoryJournal: Journal = { append() {}, compact() {} }

/** A file of JSON lines. Appends are synchronous, so a change that was answered survives SIGKILL. */
export function fileJournal(file: string): Journal {
  return {
    append: entry => appendFileSync(file, JSON.stringify(entry) + '\n'),
    compact(entries) {
      const next = `${file}.next`
      writeFileSync(next, entries.map(entry => JSON.stringify(entry) + '\n').join(''), { mode: 0o600 })
      renameSync(next, file)
    },
  }
}

/**
 * Reads the changes back in order.
 *
 * @throws when a line other than the last is damaged; a torn last line is what a crash leaves, and is dropped.
 */
export function readJournal(file: string): JournalEntry[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  const torn = lines.pop()
  const entries = lines.map((line, index) => parseLine(file, line, index + 1))
  const last = torn ? tryParse(torn) : undefined
  return last ? [...entries, last] : entries
}

function parseLine(file: string, line: string, number: number): JournalEntry {
  const entry = tryParse(line)
  if (entry) return entry
  throw new Error(
    `The journal ${file} is damaged at line ${number}. It cannot be replayed: run "npm run local -- reset" to start anew.`,
  )
}

function tryParse(line: string): JournalEntry | undefined {
  try {
    return JSON.parse(line) as JournalEntry
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
