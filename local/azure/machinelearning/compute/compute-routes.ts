import { badRequest } from '../../core/arm-errors.ts'
import { type ArmCall, WORKSPACE, armRoute } from '../../core/arm-routes.ts'
import { mfeNotFound } from '../../core/mfe-errors.ts'
import type { Servers, World } from '../../core/world.ts'
import type { JobQueue } from '../../execution/queue.ts'
import { toPage } from '../assets/asset-query.ts'
import { absolute } from '../assets/asset-routes.ts'
import type { Fields } from '../common/body.ts'
import { checkCompute, checkComputeUpdate, toCompute, toScaleSettings } from './compute-body.ts'
import { type ComputeDocument, computesOf, nodeCount, nodesUp, renderCompute } from './compute-document.ts'
import { readNodes } from './compute-nodes.ts'
import { defineComputeOperations, refuseWhileBusy, startComputeOperation } from './compute-operations.ts'
import { checkCluster, checkComputeName, checkComputeType, countClusters } from './compute-rules.ts'
import { kubernetesComputesOf, renderKubernetes } from './kubernetes-document.ts'
import {
  defineKubernetesOperations,
  detachKubernetes,
  isKubernetes,
  putKubernetes,
  refreshKubernetes,
} from './kubernetes-routes.ts'

const action = 'Microsoft.MachineLearningServices/workspaces/computes'

/** AmlCompute clusters, whose nodes are make-believe (jobs run as processes of this machine), and attached Kubernetes. */
export function registerComputes(world: World, servers: Servers, queue: JobQueue): void {
  defineComputeOperations(world)
  defineKubernetesOperations(world)
  const render = (compute: ComputeDocument) => renderCompute(compute, queue.running(compute.name))
  const route = (method: ArmMethod, path: string, permission: string, handle: (call: ArmCall) => unknown) =>
    armRoute(world, servers, {
      method,
      path: `${WORKSPACE}/computes${path}`,
      action: `${action}/${permission}`,
      handle,
    })

  route('PUT', '/:name', 'write', call =>
    isKubernetes(call.body) ? putKubernetes(world, call) : render(putCompute(world, call)),
  )
  route('PATCH', '/:name', 'write', call => render(patchCompute(world, call)))
  route('GET', '/:name', 'read', call => {
    const attached = refreshKubernetes(world, call.id)
    return attached ? renderKubernetes(attached) : render(required(world, call))
  })
  route('GET', '', 'read', call => {
    const found = computesOf(world)
      .list()
      .map(({ id }) => refresh(world, id))
      .filter(one => one !== undefined)
    const attached = kubernetesComputesOf(world)
      .list()
      .flatMap(({ id }) => refreshKubernetes(world, id) ?? [])
    const all = [...found.map(render), ...attached.map(renderKubernetes)]
    return toPage(all, call.query, absolute(world, call))
  })
  route('DELETE', '/:name', 'delete', call => deleteCompute(world, call))
  route('POST', '/:name/listNodes', 'listNodes/action', call => {
    const id = call.id.replace(/\/listNodes$/i, '')
    return listNodes(required(world, { ...call, id }), queue)
  })
}

type ArmMethod = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'

/** Counts a read of what is going on with the compute, so that its state moves on. */
function refresh(world: World, id: string): ComputeDocument | undefined {
  const operation = world.operations.running(id)
  if (operation) world.operations.read(operation.id)
  else readNodes(world, id)
  return computesOf(world).get(id)
}

function required(world: World, { id, params }: ArmCall): ComputeDocument {
  const compute = refresh(world, id)
  if (!compute) throw mfeNotFound(`Compute ${params['name']}`, world.mfe())
  return compute
}

/** Answers 201 for an update, too. */
function putCompute(world: World, call: ArmCall): ComputeDocument {
  checkComputeName(call.params['name'] ?? '')
  const properties = checkCompute(call.body, world.mfe())
  checkComputeType(properties['computeType'])
  const before = refresh(world, call.id)
  const compute = toCompute(world, call, before)
  checkCluster(world, compute, before)
  refuseWhileBusy(world, call)
  computesOf(world).put(compute.id, compute)
  if (!before) countClusters(world, 1)
  startComputeOperation(world, call, 'compute.create', 'put')
  void call.reply.status(201)
  return compute
}

function patchCompute(world: World, call: ArmCall): ComputeDocument {
  const properties = checkComputeUpdate(call.body, world.mfe())
  const before = required(world, call)
  refuseWhileBusy(world, call)
  const sent = (properties['properties'] as Fields | undefined)?.['scaleSettings']
  const scaleSettings = sent ? toScaleSettings(sent, before.scaleSettings) : before.scaleSettings
  const modifiedOn = world.clock.now().toISOString()
  const compute: ComputeDocument = { ...before, scaleSettings, modifiedOn, provisioningState: 'Updating' }
  checkCluster(world, compute, before)
  computesOf(world).put(compute.id, compute)
  startComputeOperation(world, call, 'compute.update', 'put')
  return compute
}

function deleteCompute(world: World, call: ArmCall): void {
  const how = call.query['underlyingResourceAction']
  if (how !== 'Delete' && how !== 'Detach') {
    throw badRequest(
      "The query parameter 'underlyingResourceAction' is required: Delete or Detach.",
      'MissingParameter',
    )
  }
  const attached = refreshKubernetes(world, call.id)
  if (attached) {
    detachKubernetes(world, call, attached, how)
    return
  }
  const compute = refresh(world, call.id)
  if (!compute) return void call.reply.status(204)
  if (how === 'Detach') throw badRequest(`The AmlCompute '${compute.name}' cannot be detached, only deleted.`)
  computesOf(world).put(compute.id, { ...compute, provisioningState: 'Deleting' })
  startComputeOperation(world, call, 'compute.delete', 'delete')
  void call.reply.status(202)
}

function listNodes(compute: ComputeDocument, queue: JobQueue): object {
  const running = queue.running(compute.name)
  const nodes = Array.from({ length: nodeCount(compute, running) }, (_none, index) => ({
    nodeId: `tvmps_${compute.name.toLowerCase()}_${index}`,
    privateIpAddress: `10.0.0.${index + 4}`,
    publicIpAddress: null,
    port: 50000 + index,
    nodeState: stateOfNode(index, running, compute),
    runId: null,
  }))
  return { nodes, nextLink: null }
}

function stateOfNode(index: number, running: number, compute: ComputeDocument): string {
  if (index < running) return 'running'
  if (index < nodesUp(compute)) return 'idle'
  const { unusable = 0, preempted = 0 } = compute.nodes ?? {}
  const fromTheEnd = nodeCount(compute, running) - 1 - index
  if (fromTheEnd < unusable) return 'unusable'
  return fromTheEnd < unusable + preempted ? 'preempted' : 'preparing'
}
