import type { FastifyReply } from 'fastify'
import { announceOperation } from './announce-operation.ts'
import type { Clock } from './clock.ts'
import type { ErrorDetail } from './errors.ts'
import type { Faults } from './faults.ts'
import { armKey, newGuid } from './ids.ts'
import type { Operation, OperationKind, Operations, StartOperation } from './operations.ts'
import { type Pace, isFinal } from './pace.ts'
import type { Collection, Store } from './store.ts'

export interface OperationContext {
  clock: Clock
  store: Store
  pace: Pace
  faults: Faults
  workspaceId: string
  /** URL of the region under which operations are polled. */
  locationUrl: string
}

/** Operations in the store, so that they survive a restart; their behaviour by kind. */
export class OperationTable implements Operations {
  readonly #context: OperationContext
  readonly #kinds = new Map<string, OperationKind>()
  readonly #operations: Collection<Operation>

  constructor(context: OperationContext) {
    this.#context = context
    this.#operations = context.store.collection<Operation>('operations')
  }

  define(kind: string, behaviour: OperationKind): void {
    this.#kinds.set(kind, behaviour)
  }

  start(request: StartOperation): Operation {
    const kind = this.#kindOf(request.kind)
    const error = this.#context.faults.meetOperation(request.kind) ?? request.error
    const operation: Operation = {
      ...this.#born(request, kind),
      workDone: !kind.work || error !== undefined,
      ...(error && { error }),
    }
    this.#operations.put(operation.id, operation)
    this.#work(operation)
    return operation
  }

  #born(request: StartOperation, kind: OperationKind): Omit<Operation, 'workDone'> {
    const { idPrefix, verb, resourceId, data } = request
    const { clock, pace, workspaceId } = this.#context
    const paceName = kind.pace ?? request.kind.split('.')[0] ?? request.kind
    return {
      id: idPrefix ? `${idPrefix}:${workspaceId}:${newGuid()}` : newGuid(),
      kind: request.kind,
      dialect: kind.dialect,
      verb,
      resourceId,
      startTime: clock.now().toISOString(),
      data,
      progress: pace.start(paceName, ['running', 'done']),
      runningStatus: kind.runningStatus ?? (kind.dialect === 'compute' ? 'InProgress' : 'Updating'),
      outcome: 'running',
    }
  }

  announce(reply: FastifyReply, operation: Operation, apiVersion: string): void {
    announceOperation(reply, operation, apiVersion, this.#context.locationUrl)
  }

  read(id: string): Operation | undefined {
    const operation = this.#operations.get(id)
    if (operation?.outcome !== 'running') return operation
    const progress = this.#context.pace.read(operation.progress)
    if (isFinal(progress) && operation.workDone) return this.#finish({ ...operation, progress })
    return progress === operation.progress ? operation : this.#operations.put(id, { ...operation, progress })
  }

  running(resourceId: string): Operation | undefined {
    return this.#operations
      .list()
      .find(one => one.outcome === 'running' && armKey(one.resourceId) === armKey(resourceId))
  }

  resume(): void {
    for (const operation of this.#operations.list())
      if (operation.outcome === 'running') this.#work(operation)
  }

  #work(operation: Operation): void {
    const kind = this.#kindOf(operation.kind)
    if (!kind.work || operation.workDone) return
    const settle = (error?: ErrorDetail) => {
      const current = this.#operations.get(operation.id)
      if (current) this.#operations.put(operation.id, { ...current, workDone: true, ...(error && { error }) })
    }
    kind.work(operation).then(
      () => settle(),
      (reason: unknown) => settle(errorOf(reason)),
    )
  }

  #finish(operation: Operation): Operation {
    const kind = this.#kindOf(operation.kind)
    const { error } = operation
    const ended = this.#operations.put(operation.id, {
      ...operation,
      outcome: error ? 'failed' : 'succeeded',
    })
    if (error) kind.failed?.(ended, error)
    else kind.succeeded?.(ended)
    return ended
  }

  #kindOf(name: string): OperationKind {
    const kind = this.#kinds.get(name)
    if (!kind)
      throw new Error(`No operation kind '${name}' is defined; a service defines it when it registers.`)
    return kind
  }
}

function errorOf(reason: unknown): ErrorDetail {
  const message = reason instanceof Error ? reason.message : String(reason)
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : 'InternalServerError'
  const details =
    reason instanceof Error && 'details' in reason ? (reason.details as ErrorDetail[]) : undefined
  return { code, message, ...(details && { details }) }
}
