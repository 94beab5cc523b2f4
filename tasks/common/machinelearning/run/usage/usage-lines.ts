import { readableSeconds } from '../../duration.ts'
import type { ComputeUsage, Usage } from './read-usage.ts'

/** What a job took of its computes, for a reader: what run history tells, and what is an estimate. */
export const usageLines = (usage: Usage): string[] =>
  usage.flatMap(one => [spent(one), idle(one)].filter(line => line !== undefined))

function spent({ target, vmSize, runs, nodes, nodeHours }: ComputeUsage): string {
  const size = vmSize ? ` (${vmSize})` : ''
  const many = runs > 1 ? `${runs} runs, ` : ''
  return `Compute ${target}${size}: ${hours(nodeHours)} node-hours used, ${many}at most ${nodes} node(s) at once.`
}

function idle({ target, nodes, idle: time }: ComputeUsage): string | undefined {
  if (!time) return undefined
  if (time.minNodes >= nodes)
    return `Compute ${target} keeps ${time.minNodes} node(s) even when idle (its minimum), so it does not scale down now.`
  return `Compute ${target} keeps an idle node for ${readableSeconds(time.seconds)} before it scales down to ${time.minNodes}: at most ${hours(time.nodeHours)} node-hours more (estimated; less where another job takes the nodes).`
}

/** Three digits that count: seconds of a small cluster and weeks of a large one are both readable. */
export const hours = (value: number): string => String(Number(value.toPrecision(3)))
