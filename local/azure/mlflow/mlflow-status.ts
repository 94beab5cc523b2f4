import type { RunStatus } from '../run-history/run-document.ts'

/** MLflow has five states where Azure ML has fourteen. */
export function mlflowStatus(status: RunStatus): string {
  switch (status) {
    case 'Completed':
      return 'FINISHED'
    case 'Failed':
    case 'NotResponding':
      return 'FAILED'
    case 'Canceled':
      return 'KILLED'
    case 'Running':
    case 'Finalizing':
    case 'CancelRequested':
      return 'RUNNING'
    default:
      return 'SCHEDULED'
  }
}
