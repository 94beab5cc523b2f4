import { latencyOf } from '../../../tasks/common/scoring/latency.ts'
import type { Exchange } from './exchange.ts'
import type { StepTime } from './roll-out.ts'

/** A roll-out, or one that was broken off with the run that recovered from it, as its clients and the task saw it. */
export interface Case {
  readonly what: string
  readonly seconds: number
  readonly exchanges: readonly Exchange[]
  readonly failed: number
  readonly steps: readonly StepTime[]
}

const HEAD = ['case', 'requests', 'failed', 'p50', 'p95', 'p99', 'late p99', 'seconds', 'seconds by step']

/** Latencies in milliseconds from sending to answer; lateness is that of the sender against its schedule. */
export function caseTable(cases: readonly Case[]): string[] {
  const total: Case = {
    what: 'all',
    seconds: sum(cases.map(({ seconds }) => seconds)),
    exchanges: cases.flatMap(({ exchanges }) => exchanges),
    failed: sum(cases.map(({ failed }) => failed)),
    steps: [],
  }
  return inColumns([HEAD, ...[...cases, total].map(rowOf)])
}

function rowOf({ what, seconds, exchanges, failed, steps }: Case): string[] {
  const { p50, p95, p99 } = latencyOf(exchanges.map(({ sent, answered }) => answered - sent))
  const late = latencyOf(exchanges.map(({ due, sent }) => sent - due)).p99
  const figures = [exchanges.length, failed, ...[p50, p95, p99, late].map(one => one.toFixed(1))]
  const bySteps = steps.map(step => `${step.name} ${step.seconds.toFixed(1)}`).join(', ')
  return [what, ...figures.map(String), seconds.toFixed(1), bySteps]
}

function inColumns(rows: readonly string[][]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  const pad = (cell: string, column: number): string =>
    column === 0 || column === HEAD.length - 1
      ? cell.padEnd(widths[column] ?? 0)
      : cell.padStart(widths[column] ?? 0)
  return rows.map(row => row.map(pad).join('  ').trimEnd())
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
