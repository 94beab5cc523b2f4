/** Milliseconds of the machine's clock that never goes back; the same in every process of this machine. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6
