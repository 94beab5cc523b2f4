/** Runs `work` `times` times, at most `concurrency` at once. Ends with the first error, after what was under way. */
export async function repeat(times: number, concurrency: number, work: () => Promise<void>): Promise<void> {
  let left = times
  const line = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await work()
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, times) }, line))
}
