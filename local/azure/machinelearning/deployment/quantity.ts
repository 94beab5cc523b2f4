const units: Record<string, number> = {
  '': 1,
  m: 1e-3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** The number that a Kubernetes quantity such as `500m` or `1Gi` stands for. */
export function quantity(text: string): number {
  const [, number = '', unit = ''] = /^([0-9.]+)(.*)$/.exec(text) ?? []
  return Number(number) * (units[unit] ?? NaN)
}
