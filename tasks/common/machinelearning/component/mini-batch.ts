const UNITS: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

/** `10kb` -> 10240; a number without a unit counts files. A binding stays as it is. */
export function miniBatchBytes(size: string): number | string {
  const [, count, unit] = /^(\d+)(kb|mb|gb)?$/i.exec(size) ?? []
  return count === undefined ? size : Number(count) * (UNITS[unit?.toLowerCase() ?? ''] ?? 1)
}
