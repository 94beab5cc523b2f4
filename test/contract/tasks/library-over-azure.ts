import { setTimeout as delay } from 'node:timers/promises'
import type { AzureDescription } from '../../../local/azure/description.ts'
import { openSession } from '../../../tasks/common/azure/session.ts'
import type { Clock } from '../../../tasks/common/clock.ts'
import { openWorkspace } from '../../../tasks/common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../../tasks/common/machinelearning/workspace/workspace.ts'
import { FakeHost, type FakeHostOptions } from '../../support/fake-host.ts'

/** Waits pass a hundred times faster; the time of day is what it is. */
const hurried: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds / 100, undefined, signal && { signal }),
}

export interface LibraryOverAzure {
  readonly host: FakeHost
  readonly workspace: Workspace
}

/** The library of the tasks on a host in memory, signed in to a local Azure over real HTTPS. */
export async function libraryOver(azure: AzureDescription): Promise<LibraryOverAzure> {
  const host = hostOn(azure)
  const { resourceGroup, workspace } = azure
  return {
    host,
    workspace: await openWorkspace(openSession(host, 'azure'), { resourceGroup, name: workspace }),
  }
}

/** A host in memory whose connection `azure` is the one to this local Azure. */
export function hostOn(azure: AzureDescription, options: FakeHostOptions = {}): FakeHost {
  const parameters: Record<string, string> = {
    tenantid: azure.tenantId,
    serviceprincipalid: azure.clientId,
    serviceprincipalkey: azure.clientSecret,
  }
  const data: Record<string, string> = {
    environment: 'AzureCloud',
    subscriptionid: azure.subscriptionId,
    activeDirectoryAuthority: `${azure.endpoints.activeDirectory}/`,
    environmentAuthorityUrl: `${azure.endpoints.activeDirectory}/`,
  }
  const connection = {
    id: 'azure',
    url: `${azure.endpoints.resourceManager}/`,
    scheme: 'ServicePrincipal',
    parameter: (name: string) => parameters[name.toLowerCase()],
    data: (name: string) => data[name],
  }
  const network = { caFile: azure.caFile }
  return new FakeHost({ clock: { ...hurried }, connections: { azure: connection }, network, ...options })
}
