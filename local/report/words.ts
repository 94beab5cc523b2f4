import type { TaskResult } from '../agent/job/result.ts'
import type { Tone } from './style.ts'

export interface ResultWords {
  mark: string
  word: string
  tone: Tone
}

const words: Readonly<Record<TaskResult, ResultWords>> = {
  Succeeded: { mark: '✔', word: 'succeeded', tone: 'green' },
  SucceededWithIssues: { mark: '⚠', word: 'succeeded with issues', tone: 'yellow' },
  Failed: { mark: '✘', word: 'failed', tone: 'red' },
  Canceled: { mark: '⊘', word: 'canceled', tone: 'yellow' },
  Skipped: { mark: '○', word: 'skipped', tone: 'dim' },
  Abandoned: { mark: '✘', word: 'abandoned', tone: 'red' },
}

export function resultWords(result: TaskResult | undefined): ResultWords {
  return result === undefined ? { mark: '…', word: 'not finished', tone: 'dim' } : words[result]
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** At most four digits after the point; whole numbers as they are. */
export function metricText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(4)))
}
