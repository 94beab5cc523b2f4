import type { FastifyReply } from 'fastify'
import type { ErrorDetail } from './errors.ts'
import type { Progress } from './pace.ts'

/**
 * Two dialects of long-running operations (behaviours: `docs/behaviours.md`):
 * `compute` answers Azure-AsyncOperation only; `mfe` (endpoints, deployments, job cancel) also a Location and a
 * timeout header.
 */
export type Dialect = 'compute' | 'mfe'

export type OperationVerb = 'put' | 'delete' | 'post'

export interface Operation {
  id: string
  kind: string
  dialect: Dialect
  verb: OperationVerb
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
  work?: (operation: Operation) => Promise<void>
  /** Once, when the operation has ended well: make the resource Succeeded, or delete it. */
  succeeded?: (operation: Operation) => void
  failed?: (operation: Operation, error: ErrorDetail) => void
}

export interface StartOperation {
  kind: string
  resourceId: string
  verb: OperationVerb
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
