const MOST_BINS = 10
const WIDTH = 40
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/**
 * How times spread, a line for each span of equal length and a bar as long as its share, for fixed-width type. Blank
 * for fewer than two times. What takes longer than nineteen in twenty is in the last line, so that one straggler does
 * not flatten the rest.
 */
export function histogram(milliseconds: readonly number[]): string[] {
  const sorted = [...milliseconds].sort((a, b) => a - b)
  const [low = 0] = sorted
  const high = sorted.at(-1) ?? 0
  if (sorted.length < 2) return []
  const top = sorted[Math.ceil((sorted.length * 95) / 100) - 1] ?? high
  const bins = Math.min(MOST_BINS, Math.ceil(Math.sqrt(sorted.length)))
  const span = niceSpan(top - low, bins)
  const start = Math.floor(low / span) * span
  const counts = counted(sorted, start, span, bins + 1)
  const most = Math.max(...counts)
  const labels = counts.map((_, bin) => label(start + bin * span, span, bin === counts.length - 1, high))
  const width = Math.max(...labels.map(text => text.length))
  return counts.map((count, bin) => `${labels[bin]?.padStart(width)}  ${bar(count / most)} ${count}`)
}

/** 1, 2 or 5 times a power of ten, so that the lines begin at numbers that people like. */
function niceSpan(range: number, bins: number): number {
  const raw = Math.max(range / bins, 0.1)
  const power = 10 ** Math.floor(Math.log10(raw))
  return power * ([1, 2, 5].find(step => step * power >= raw) ?? 10)
}

function counted(sorted: readonly number[], start: number, span: number, most: number): number[] {
  const counts: number[] = []
  for (const time of sorted) {
    const bin = Math.min(Math.floor((time - start) / span), most)
    while (counts.length <= bin) counts.push(0)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

function label(from: number, span: number, isLast: boolean, high: number): string {
  const to = isLast ? Math.max(high, from + span) : from + span
  return `${Number(from.toFixed(1))} to ${Number(to.toFixed(1))} ms`
}

function bar(share: number): string {
  const eighths = Math.round(share * WIDTH * 8)
  const drawn = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
  return drawn === '' && share > 0 ? '▏' : drawn
}
