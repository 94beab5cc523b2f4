import { attempt } from '../../azure/attempt.ts'
import { followOperation } from '../../azure/operation-poller.ts'
import type { AzureSession } from '../../azure/session.ts'
import { operationEnd, type Deadline } from '../../machinelearning/compute/deadline.ts'
import type { AksCluster } from '../cluster/aks-cluster.ts'
import { extensionUrl, type ClusterExtension } from './extension.ts'
import { askedSettings, extensionBody, overlaid, protectedSettings } from './extension-settings.ts'
import type { ExtensionSpec } from './extension-spec.ts'

const NAME = 'azureml'

export interface ExtensionWork {
  readonly session: AzureSession
  readonly cluster: AksCluster
  readonly deadline: Deadline
}

/** Installs the extension; over one that failed, Helm tries once more with these settings. */
export const installExtension = (
  work: ExtensionWork,
  spec: ExtensionSpec,
  existing?: ClusterExtension,
): Promise<void> =>
  write(work, {
    what: 'Installing',
    method: 'PUT',
    name: existing?.name ?? NAME,
    body: extensionBody(spec, work.cluster, existing?.properties.configurationSettings ?? {}),
  })

/** Changes the settings of which the user spoke; those that are protected must be sent whole or not at all. */
export const patchExtension = (
  work: ExtensionWork,
  spec: ExtensionSpec,
  { name, properties }: ClusterExtension,
): Promise<void> => {
  const existing = properties.configurationSettings ?? {}
  return write(work, {
    what: 'Updating',
    method: 'PATCH',
    name,
    body: {
      properties: {
        configurationSettings: overlaid(existing, askedSettings(spec, existing)),
        ...(spec.tls?.by === 'certificate' && {
          configurationProtectedSettings: protectedSettings(spec.tls),
        }),
      },
    },
  })
}

interface Write {
  readonly what: string
  readonly method: 'PUT' | 'PATCH'
  readonly name: string
  readonly body: object
}

async function write({ session, cluster, deadline }: ExtensionWork, one: Write): Promise<void> {
  const { what, method, name, body } = one
  const url = extensionUrl(session, cluster.id, `/${name}`)
  const answer = await attempt(`${what} the AzureML extension on AKS cluster ${cluster.name}`, () =>
    session.door.send('ResourceManager', { method, url, body }),
  )
  await followOperation(session, answer, {
    what: `AzureML extension on ${cluster.name}`,
    ...operationEnd(deadline),
  })
}
