import type { FastifyReply } from 'fastify'
import type { ErrorDetail } from './errors.ts'
import type { Faults } from './faults.ts'
import { newGuid } from './ids.ts'
import { type Pace, type Progress, isFinal } from './pace.ts'
import type { Store } from './store.ts'
import type { Clock } from './clock.ts'

/**
 * Two dialects of long-running operations (behaviours: `docs/behaviours.md`):
 * `compute` answers Azure-AsyncOperation only; `mfe` (endpoints, deployments, job cancel) also a Location and a
 * timeout header.
 */
export type Dialect = 'compute' | 'mfe'

export interface Operation {
  id: string
  kind: string
  dialect: Dialect
  verb: 'put' | 'delete' | 'post'
  resourceId: string
  startTime: string
  /** Anything the kind needs to finish after a restart; plain JSON. */
  data?: unknown
  progress: Progress
  /** What the client reads while it runs, e.g. `InProgress`, `Updating`. */
  runningStatus: string
  outcome: 'running' | 'succeeded' | 'failed'
  error?: ErrorDetail
  /** The kind's `work` has ended; kinds without work are born with it. */
  workDone: boolean
}

/** How operations of one kind behave; registered by name, so that a restart can take them up again. */
export interface OperationKind {
  dialect: Dialect
  /** Default `InProgress` for compute, `Updating` for mfe. */
  runningStatus?: string
  /** Name for `pace.set`; default the kind's name up to its dot (`compute.create` -> `compute`). */
  pace?: string
  /** Real work; the operation is not done before it. A rejection fails the operation. Runs again after a restart. */
  work?(operation: Operation): Promise<void>
  /** Once, when the operation has ended well: make the resource Succeeded, or delete it. */
  succeeded?(operation: Operation): void
  failed?(operation: Operation, error: ErrorDetail): void
}

export interface StartOperation {
  kind: string
  resourceId: string
  verb: 'put' | 'delete' | 'post'
  /** Prefix of an mfe operation's id: `oe`, `od`, `jc`. */
  idPrefix?: string
  data?: unknown
  /** Fails the operation with this error, unless a fault rule names another. */
  error?: ErrorDetail
}

export interface Operations {
  define(kind: string, behaviour: OperationKind): void
  start(request: StartOperation): Operation
  /** Sets the headers of the dialect on the answer that starts the operation. */
  announce(reply: FastifyReply, operation: Operation, apiVersion: string): void
  /** Counts a client's read of the operation and finishes it when it is time. */
  read(id: string): Operation | undefined
  /** The unfinished operation on a resource, if any; does not count as a read. */
  running(resourceId: string): Operation | undefined
  /** Starts the work of unfinished operations again: after a restart. */
  resume(): void
}

export interface OperationContext {
  clock: Clock
  store: Store
  pace: Pace
  faults: Faults
  workspaceId: string
  /** `https://.../subscriptions/S/providers/Microsoft.MachineLearningServices/locations/L` */
  locationUrl: () => string
}

export function createOperations(context: OperationContext): Operations {
  const { clock, store, pace, faults } = context
  const kinds = new Map<string, OperationKind>()
  const operations = store.collection<Operation>('operations')
  const kindOf = (name: string) => {
    const kind = kinds.get(name)
    if (!kind)
      throw new Error(`No operation kind '${name}' is defined. Define it when the service registers.`)
    return kind
  }
  const runWork = (operation: Operation) => {
    const { work } = kindOf(operation.kind)
    if (!work || operation.workDone) return
    const settle = (error?: ErrorDetail) => {
      const current = operations.get(operation.id)
      if (current) operations.put(operation.id, { ...current, workDone: true, ...(error && { error }) })
    }
    work(operation).then(
      () => settle(),
      (reason: unknown) => settle(errorOf(reason)),
    )
  }
  const finish = (operation: Operation): Operation => {
    const { succeeded, failed } = kindOf(operation.kind)
    const { error } = operation
    const ended = operations.put(operation.id, { ...operation, outcome: error ? 'failed' : 'succeeded' })
    if (error) failed?.(ended, error)
    else succeeded?.(ended)
    return ended
  }
  const advance = (operation: Operation): Operation => {
    if (operation.outcome !== 'running') return operation
    const progress = pace.read(operation.progress)
    const current = { ...operation, progress }
    if (isFinal(progress) && operation.workDone) return finish(current)
    return progress === operation.progress ? operation : operations.put(operation.id, current)
  }
  return {
    define: (kind, behaviour) => void kinds.set(kind, behaviour),
    start(request) {
      const kind = kindOf(request.kind)
      const { idPrefix } = request
      const error = faults.meetOperation(request.kind) ?? request.error
      const operation: Operation = {
        id: idPrefix ? `${idPrefix}:${context.workspaceId}:${newGuid()}` : newGuid(),
        kind: request.kind,
        dialect: kind.dialect,
        verb: request.verb,
        resourceId: request.resourceId,
        startTime: clock.now().toISOString(),
        data: request.data,
        progress: pace.start(kind.pace ?? request.kind.split('.')[0] ?? request.kind, ['running', 'done']),
        runningStatus: kind.runningStatus ?? (kind.dialect === 'compute' ? 'InProgress' : 'Updating'),
        outcome: 'running',
        workDone: !kind.work || error !== undefined,
        ...(error && { error }),
      }
      operations.put(operation.id, operation)
      runWork(operation)
      return operation
    },
    announce: (reply, operation, apiVersion) => announce(reply, operation, apiVersion, context.locationUrl()),
    read(id) {
      const operation = operations.get(id)
      return operation && advance(operation)
    },
    running: resourceId =>
      operations
        .list()
        .find(one => one.outcome === 'running' && one.resourceId.toLowerCase() === resourceId.toLowerCase()),
    resume() {
      for (const operation of operations.list()) if (operation.outcome === 'running') runWork(operation)
    },
  }
}

function announce(reply: FastifyReply, operation: Operation, apiVersion: string, location: string): void {
  const query = `?api-version=${apiVersion}`
  if (operation.dialect === 'compute') {
    const url = `${location}/computeOperationsStatus/${operation.id}${query}&service=new`
    void reply.header('azure-asyncoperation', url)
    return
  }
  const results = `${location}/mfeOperationResults/${operation.id}${query}`
  const resource = `${new URL(location).origin}${operation.resourceId}${query}`
  void reply.header('location', operation.verb === 'put' ? resource : results)
  void reply.header('x-ms-async-operation-timeout', operation.verb === 'post' ? 'PT1H' : 'PT30M')
  if (operation.verb !== 'post')
    void reply.header('azure-asyncoperation', `${location}/mfeOperationsStatus/${operation.id}${query}`)
}

function errorOf(reason: unknown): ErrorDetail {
  const message = reason instanceof Error ? reason.message : String(reason)
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : 'InternalServerError'
  return { code, message }
}
