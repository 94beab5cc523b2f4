import { milliseconds } from '../execution/serving/duration.ts'
import type { Instance } from '../execution/serving/instance.ts'
import { refusal } from './refusal.ts'

interface Queue {
  running: number
  waiting: (() => void)[]
}

const queues = new WeakMap<Instance, Queue>()

/**
 * Waits until the deployment may take one more request, where it limits how many it takes at a time.
 *
 * @returns what must be called when the request has been answered
 * @throws 503 when the queue's longest wait has passed
 */
export async function waitForTurn(instance: Instance): Promise<() => void> {
  const { requestSettings } = instance.deployment.properties
  const { capacity } = instance.deployment.sku
  const limit = requestSettings ? requestSettings.maxConcurrentRequestsPerInstance * capacity : Infinity
  return takeTurn(instance, limit, milliseconds(requestSettings?.maxQueueWait ?? 'PT0.5S') || 500)
}

/**
 * Waits until less than `limit` requests are being answered, at most `longest` milliseconds.
 *
 * @throws 503
 */
export async function takeTurn(instance: Instance, limit: number, longest = Infinity): Promise<() => void> {
  const queue = queues.get(instance) ?? { running: 0, waiting: [] }
  queues.set(instance, queue)
  if (queue.running >= limit) await inLine(queue, longest)
  queue.running += 1
  return () => {
    queue.running -= 1
    queue.waiting.shift()?.()
  }
}

function inLine(queue: Queue, longest: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = () => {
      queue.waiting = queue.waiting.filter(one => one !== go)
      reject(refusal(503, `The request waited longer than ${longest} ms in the deployment's queue.`))
    }
    const timer = Number.isFinite(longest) ? setTimeout(give, longest) : undefined
    const go = () => {
      clearTimeout(timer)
      resolve()
    }
    queue.waiting.push(go)
  })
}
