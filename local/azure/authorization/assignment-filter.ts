import { badRequest } from '../core/arm-errors.ts'
import { armKey } from '../core/ids.ts'
import type { AssignmentDocument } from './assignment-document.ts'

type Test = (assignment: AssignmentDocument, scope: string) => boolean

const isBelow = (id: string, parent: string): boolean =>
  armKey(parent) === '/' || `${armKey(id)}/`.startsWith(`${armKey(parent)}/`)

/** Of the scope and above it. */
const atScope: Test = (assignment, scope) => isBelow(scope, assignment.scope)

/** Of the scope, above it, and below it. */
const around: Test = (assignment, scope) => atScope(assignment, scope) || isBelow(assignment.scope, scope)

/** The part of OData that the service knows. @throws 400 for any other */
export function filterOf(filter: string | undefined): Test {
  if (filter === undefined) return around
  if (filter === 'atScope()') return atScope
  const [, principalId] =
    /^principalId eq '([^']*)'$/.exec(filter) ?? /^assignedTo\('([^']*)'\)$/.exec(filter) ?? []
  if (principalId === undefined)
    throw badRequest(
      `The filter '${filter}' is not supported. Supported filters are either 'atScope()', 'assignedTo('{value}')' or 'principalId eq '{value}''.`,
      'UnsupportedQuery',
    )
  return (assignment, scope) =>
    assignment.principalId.toLowerCase() === principalId.toLowerCase() && around(assignment, scope)
}
