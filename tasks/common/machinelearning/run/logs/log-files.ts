/** `controller` is what a pipeline or a sweep says of itself; `build` is the build of the image that the run needs. */
export type LogKind = 'build' | 'user' | 'controller'

export interface LogFile {
  readonly name: string
  /** Carries its own permission. */
  readonly url: string
  readonly kind: LogKind
  /** Tells it from the other logs of the run; empty for the one log of a run with one process. */
  readonly label: string
  /** Whether it holds what the log of that name held before: `std_log.1.txt`. */
  readonly isRotated: boolean
}

const ROTATED = /\.\d+\.txt$/

const PATTERNS: readonly { kind: LogKind; pattern: RegExp; label: (match: RegExpExecArray) => string }[] = [
  { kind: 'build', pattern: /^azureml-logs\/20_image_build_log\.txt$/, label: () => 'image build' },
  {
    kind: 'user',
    pattern: /^(.*\/)?user_logs\/(.*\/)?std_log_?(.*)\.txt$/,
    label: ([, before = '', inside = '', rank = '']) =>
      [...before.split('/'), ...inside.split('/'), rank].filter(part => part !== '').join(' '),
  },
  { kind: 'user', pattern: /^azureml-logs\/70_driver_log_?(.*)\.txt$/, label: ([, rank = '']) => rank },
  { kind: 'controller', pattern: /^logs\/azureml\/executionlogs\.txt$/, label: () => 'pipeline' },
  { kind: 'controller', pattern: /^azureml-logs\/hyperdrive\.txt$/, label: () => 'sweep' },
]

/**
 * Of all files that a run history names, those that a reader of the pipeline's log wants: the image build and every
 * process of the user's code, and of a run with children its own account. The service's system logs are left to the
 * studio.
 */
export function followedLogs(files: Readonly<Record<string, string>>, hasChildren: boolean): LogFile[] {
  const found = Object.entries(files).flatMap(([name, url]) => {
    const log = describe(name, url)
    return log && (hasChildren || log.kind !== 'controller') ? [log] : []
  })
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

function describe(name: string, url: string): LogFile | undefined {
  for (const { kind, pattern, label } of PATTERNS) {
    const match = pattern.exec(name.replace(ROTATED, '.txt'))
    if (match) return { name, url, kind, label: label(match), isRotated: ROTATED.test(name) }
  }
  return undefined
}
