/** A metric for a reader: five digits that count, no more zeros than needed; very large and very small by exponent. */
export function readableNumber(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value)
  return String(Number(value.toPrecision(5)))
}
