/** A share of 0..1 with three digits that count: `0.333` -> `33.3 %`. */
export const inPercent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`
