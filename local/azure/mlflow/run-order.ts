import { notEmulated } from '../core/errors.ts'
import type { Searched } from './run-filter.ts'

type Order = (a: Searched, b: Searched) => number

/**
 * The part of `order_by` that clients of jobs use: the start time, or the latest value of a metric. Runs without the
 * metric come last, and without an order the newest come first.
 *
 * @throws AzureError 501 for another order
 */
export function readOrder(orders: string[]): Order {
  const parsed = orders.map(readOne)
  return (a, b) => parsed.map(order => order(a, b)).find(result => result !== 0) ?? 0
}

function readOne(text: string): Order {
  const [, key = '', direction = 'ASC'] = /^(\S+)(?:\s+(ASC|DESC))?$/i.exec(text.trim()) ?? []
  const sign = direction.toUpperCase() === 'DESC' ? -1 : 1
  const metric = /^metrics\.[`"]?(.+?)[`"]?$/.exec(key)?.[1]
  if (metric === undefined && !/^(attributes?\.|run\.)?(start_time|created)$/i.test(key))
    throw notEmulated(`this order of runs/search: '${text}'`)
  const valueOf = ({ run, metrics }: Searched): number =>
    metric === undefined
      ? Date.parse(run.startTimeUtc ?? run.createdTimeUtc)
      : Number(metrics.find(one => one.key === metric)?.value ?? Number.NaN)
  return (a, b) => compare(valueOf(a), valueOf(b), sign)
}

function compare(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return (a - b) * sign
}
