/** A share of 0..1 with three digits that count: `0.333` -> `33.3 %`. Only the whole is 100 %. */
export function inPercent(share: number): string {
  const rounded = Number((share * 100).toPrecision(3))
  return `${rounded === 100 && share < 1 ? Math.floor(share * 1e7) / 1e5 : rounded} %`
}
