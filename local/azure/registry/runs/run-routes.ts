import { notEmulated } from '../../core/errors.ts'
import { badRequest, resourceNotFound } from '../../core/arm-errors.ts'
import type { ArmCall } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import type { RegistryDocument } from '../resource/registry-document.ts'
import { REGISTRY_TYPE, registryRoute } from '../resource/registry-route.ts'
import { pushRefusal } from './abac.ts'
import { logLink, newUpload } from './build-storage.ts'
import type { RunExecutor } from './executor.ts'
import { runBody, scheduledBody } from './run-body.ts'
import { type RunDocument, newRun, readRun, runsOf } from './run-document.ts'
import { readRunRequest } from './run-request.ts'
import { tasksNotAllowed } from './tasks-not-allowed.ts'

type Handler = (call: ArmCall, registry: RegistryDocument) => unknown

/** Quick builds: upload a source, schedule a run, follow it, read its log, cancel it. */
export function runRoutes(world: World, servers: Servers, executor: RunExecutor): void {
  const route = (method: 'GET' | 'POST', path: string, action: string, handle: Handler) =>
    registryRoute(world, servers, { method, path, action, tasks: true, handle })

  route('POST', '/listBuildSourceUploadUrl', 'listBuildSourceUploadUrl/action', () => newUpload(world))
  route('POST', '/scheduleRun', 'scheduleRun/action', (call, registry) =>
    schedule(world, executor, call, registry),
  )
  route('GET', '/runs', 'runs/read', (call, registry) => ({ value: list(world, call, registry) }))
  route('GET', '/runs/:run', 'runs/read', (call, registry) => {
    const { run, status } = readRun(world, required(world, call, registry))
    return runBody(run, status)
  })
  route('POST', '/runs/:run/listLogSasUrl', 'runs/listLogSasUrl/action', (call, registry) => ({
    logLink: logLink(world, required(world, call, registry).runId),
    logArtifactLink: null,
  }))
  route('POST', '/runs/:run/cancel', 'runs/cancel/action', (call, registry) => {
    executor.cancel(required(world, call, registry))
    return call.reply.status(202).send()
  })
}

/** The upload before it succeeds even where builds are not allowed, as it does in Azure. */
function schedule(world: World, executor: RunExecutor, call: ArmCall, registry: RegistryDocument) {
  const request = readRunRequest(call.body)
  if (!world.config.registryTasks) throw tasksNotAllowed(world, registry)
  const { sourceLocation, platform, agentConfiguration, isArchiveEnabled = false } = request
  if (!sourceLocation)
    throw badRequest(
      'The run request names no sourceLocation, so there is nothing to build.',
      'InvalidRunRequest',
    )
  if (/^(https?|git):|\.git($|#)/.test(sourceLocation))
    throw notEmulated('sources of a build other than those uploaded by listBuildSourceUploadUrl')
  const run = newRun(world, registry, call.caller, {
    platform: { os: 'linux', architecture: platform.architecture ?? 'amd64' },
    cpu: agentConfiguration?.cpu ?? 2,
    isArchiveEnabled,
  })
  executor.start(run, request, pushRefusal(world, registry, request, call))
  return scheduledBody(run)
}

function required(world: World, { params }: ArmCall, registry: RegistryDocument): RunDocument {
  const { run: runId = '', resourceGroup = '' } = params
  const run = runsOf(world).get(`${registry.id}/runs/${runId}`)
  if (!run) throw resourceNotFound(`${REGISTRY_TYPE}/${registry.name}/runs/${runId}`, resourceGroup)
  return run
}

/** Latest first. */
function list(world: World, { query }: ArmCall, registry: RegistryDocument) {
  if (query['$filter']) throw notEmulated('a list of registry runs with a $filter')
  const top = Number(query['$top'] ?? 100)
  const runs = runsOf(world).listUnder(registry.id).reverse().slice(0, top)
  return runs.map(one => {
    const { run, status } = readRun(world, one)
    return runBody(run, status)
  })
}
