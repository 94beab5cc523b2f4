import { resourceNotFound } from '../../core/arm-errors.ts'
import { type ArmCall, armRoute } from '../../core/arm-routes.ts'
import type { Operation } from '../../core/operations.ts'
import type { Servers, World } from '../../core/world.ts'
import { protectedValues } from './extension-body.ts'
import { EXTENSION } from './extension-path.ts'
import { type ExtensionDocument, extensionsOf } from './extension-document.ts'
import { installationError } from './extension-rules.ts'

/** Where clients poll operations on extensions, and what becomes of an extension when one ends. */
export function registerExtensionOperations(world: World, servers: Servers): void {
  defineOperations(world)
  armRoute(world, servers, {
    method: 'GET',
    path: `${EXTENSION}/operations/:operation`,
    action: null,
    handle({ id, params }) {
      const operation = world.operations.read(params['operation'] ?? '')
      if (operation) return renderStatus(operation, id)
      throw resourceNotFound(`operations/${params['operation']}`, params['resourceGroup'] ?? '')
    },
  })
}

/** The Location leads to a host of the service's own that no client reaches; its query's name is spelled oddly. */
export function startExtensionOperation(
  world: World,
  call: ArmCall,
  extension: ExtensionDocument,
  verb: 'put' | 'delete',
): void {
  const kind = verb === 'delete' ? 'extension.delete' : 'extension.create'
  const error = verb === 'delete' ? undefined : installationError(world, extension, protectedValues(call))
  const operation = world.operations.start({ kind, resourceId: call.id, verb, ...(error && { error }) })
  const address = `${call.id}/operations/${operation.id}?api-Version=${call.apiVersion}`
  const internal = `https://${world.settings.location}.rp.kubernetesconfiguration.azure.com`
  call.reply.header('azure-asyncoperation', world.endpoints.resourceManager + address)
  call.reply.header('location', internal + address)
}

function defineOperations(world: World): void {
  const change = (id: string, fields: Partial<ExtensionDocument>) => {
    const extension = extensionsOf(world).get(id)
    if (extension) extensionsOf(world).put(id, { ...extension, ...fields })
  }
  world.operations.define('extension.create', {
    dialect: 'compute',
    runningStatus: 'Creating',
    succeeded: ({ resourceId }) => change(resourceId, { provisioningState: 'Succeeded' }),
    failed: ({ resourceId }, { code, message }) =>
      change(resourceId, {
        provisioningState: 'Failed',
        errorInfo: { code, message },
        statuses: [
          {
            code: 'InstallationFailed',
            displayStatus: 'Extension installation failed',
            level: 'Error',
            message,
            time: world.clock.now().toISOString(),
          },
        ],
      }),
  })
  world.operations.define('extension.delete', {
    dialect: 'compute',
    runningStatus: 'Deleting',
    succeeded: ({ resourceId }) => void extensionsOf(world).delete(resourceId),
    failed: ({ resourceId }) => change(resourceId, { provisioningState: 'Failed' }),
  })
}

function renderStatus({ id: name, outcome, runningStatus, error }: Operation, id: string) {
  if (outcome === 'running') return { id, name, status: runningStatus }
  return outcome === 'failed' ? { id, name, status: 'Failed', error } : { id, name, status: 'Succeeded' }
}
