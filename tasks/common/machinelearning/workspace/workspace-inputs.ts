import { readServiceConnection } from '../../auth/service-connection.ts'
import { RESOURCE_GROUP } from '../../azure/name-rules.ts'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import type { InputReader } from '../../host/input-reader.ts'

/** What every task that works on a workspace reads. */
export interface WorkspaceInputs {
  readonly azureSubscription: string
  readonly resourceGroup: string
  readonly workspaceName: string
  readonly validateOnly: boolean
}

const WORKSPACE = {
  pattern: /^[a-zA-Z0-9][\w-]{2,32}$/,
  expected: 'a workspace name (3 to 33 letters, digits, hyphens or underscores)',
}

/** Group and workspace default to those of a connection that is scoped to a workspace. */
export function readWorkspaceInputs(read: InputReader, host: Host): WorkspaceInputs {
  const azureSubscription = read.required('azureSubscription')
  const scope = azureSubscription === '' ? {} : workspaceOf(host, azureSubscription, read)
  const resourceGroup = read.text('resourceGroup', RESOURCE_GROUP) ?? scope.resourceGroup
  const workspaceName = read.text('workspaceName', WORKSPACE) ?? scope.name
  const remedy = 'name it, or use a service connection that is scoped to the workspace.'
  if (resourceGroup === undefined) read.reject('resourceGroup', `a value is required; ${remedy}`)
  if (workspaceName === undefined) read.reject('workspaceName', `a value is required; ${remedy}`)
  return {
    azureSubscription,
    resourceGroup: resourceGroup ?? '',
    workspaceName: workspaceName ?? '',
    validateOnly: read.flag('validateOnly'),
  }
}

function workspaceOf(
  host: Host,
  connection: string,
  read: InputReader,
): { resourceGroup?: string; name?: string } {
  try {
    return readServiceConnection(host, connection).workspace
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    read.reject('azureSubscription', [error.message, error.remedy].join(' '))
    return {}
  }
}
