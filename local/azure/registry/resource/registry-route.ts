import type { HTTPMethods } from 'fastify'
import { resourceNotFound } from '../../core/arm-errors.ts'
import { type ArmCall, RESOURCE_GROUP, armRoute } from '../../core/arm-routes.ts'
import { armError } from '../../core/errors.ts'
import type { Servers, World } from '../../core/world.ts'
import { type RegistryDocument, registries } from './registry-document.ts'

export const REGISTRY_TYPE = 'Microsoft.ContainerRegistry/registries'
export const REGISTRIES = `providers/${REGISTRY_TYPE}`

/** Of builds and runs: none of them was ever more than a preview in this form. */
const taskVersions = ['2018-09-01', '2019-04-01', '2019-06-01-preview', '2025-03-01-preview']

export interface RegistryRoute {
  method: HTTPMethods
  /** Below the registry; empty for itself. */
  path: string
  /** Without the provider and type, e.g. `runs/read`. */
  action: string
  /** True: a build operation, which only some API versions have. */
  tasks: boolean
  handle(call: ArmCall, registry: RegistryDocument): unknown
}

/** A route of ARM below a registry that must exist. */
export function registryRoute(world: World, servers: Servers, route: RegistryRoute): void {
  armRoute(world, servers, {
    method: route.method,
    path: `${RESOURCE_GROUP}/${REGISTRIES}/:registry${route.path}`,
    action: `${REGISTRY_TYPE}/${route.action}`,
    handle(call) {
      if (route.tasks) checkVersion(world, call)
      const { resourceGroup = '', registry = '' } = call.params
      const group = `/subscriptions/${world.settings.subscriptionId}/resourceGroups/${resourceGroup}`
      const found = registries(world).get(`${group}/${REGISTRIES}/${registry}`)
      if (!found) throw resourceNotFound(`${REGISTRY_TYPE}/${registry}`, resourceGroup)
      return route.handle(call, found)
    },
  })
}

function checkVersion({ settings }: World, { apiVersion }: ArmCall): void {
  if (taskVersions.includes(apiVersion.toLowerCase())) return
  throw armError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${settings.location}' and API version '${apiVersion}' for type 'registries'. The supported api-versions are '${taskVersions.join(', ')}'.`,
  )
}
