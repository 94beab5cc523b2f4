const kept = 20_000

/** What a container wrote, the end of it. */
export interface ContainerLog {
  write(text: string): void
  /** The last lines. */
  tail(lines: number): string
}

/** @param onLine told each line when it is whole */
export function createContainerLog(onLine: (line: string) => void = () => {}): ContainerLog {
  let lines: string[] = []
  let open = ''
  return {
    write(text) {
      const parts = (open + text).split('\n')
      open = parts.pop() ?? ''
      lines.push(...parts)
      for (const line of parts) onLine(line)
      if (lines.length > kept) lines = lines.slice(-kept)
    },
    tail: count => [...lines, ...(open ? [open] : [])].slice(-count).join('\n'),
  }
}
