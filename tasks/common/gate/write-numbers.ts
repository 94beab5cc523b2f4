/** Four digits are enough to read, where they are enough to tell the numbers apart. */
export function shownTogether(...values: readonly number[]): (value: number) => string {
  const distinct = new Set(values).size
  const enough = [4, 5, 6, 8, 10, 12, 15].find(
    digits => new Set(values.map(value => written(value, digits))).size === distinct,
  )
  return value => written(value, enough ?? 17)
}

/** Digits after the point are dropped, never those before it. */
function written(value: number, digits: number): string {
  const whole = Math.trunc(Math.abs(value)).toFixed(0).length
  return String(Number(value.toPrecision(Math.min(17, Math.max(digits, whole)))))
}
