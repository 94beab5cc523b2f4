import { setTimeout as delay } from 'node:timers/promises'

/** Waits until a condition holds, and fails by its name when it does not in time. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds = 15_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`After ${milliseconds} ms still not: ${what}`)
    await delay(25)
  }
}
