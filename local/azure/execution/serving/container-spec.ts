/** What to run; the port is told when it starts. */
export interface ContainerSpec {
  start(port: number): { command: string[]; cwd: string; environment: Record<string, string> }
  /** Asked by GET, with a success as the answer when the server is ready. */
  readinessPath: string
  /** How long it may take until it is ready for the first time. Milliseconds. */
  startWithin: number
  /** Told each line that the container writes. */
  onLine?: (line: string) => void
}
