import { asAzureError, attempt } from '../../azure/attempt.ts'
import type { AzureSession } from '../../azure/session.ts'
import { grant, isGranted } from './role-assignments.ts'
import type { Need } from './needed-roles.ts'

/** Grants what is missing; what the connection may not grant is told with the commands that do. */
export async function provideRoles(session: AzureSession, needs: readonly Need[]): Promise<void> {
  const missing: Need[] = []
  for (const need of needs) if (!(await isProvided(session, need))) missing.push(need)
  if (missing.length > 0) session.log.warning(told(missing))
}

async function isProvided(session: AzureSession, need: Need): Promise<boolean> {
  const there = await orForbidden(`Reading the roles of ${need.who}`, () => isGranted(session, need))
  if (there === true) return true
  const granted = await orForbidden(`Granting ${need.role} to ${need.who}`, () => grant(session, need))
  if (granted === FORBIDDEN) return false
  session.log.info(`Granted ${need.role} on ${shortOf(need)} to ${need.who}.`)
  return true
}

const FORBIDDEN = Symbol('forbidden')

/** A connection that may not see or write role assignments is a common one, and no failure. */
function orForbidden<T>(what: string, call: () => Promise<T>): Promise<T | typeof FORBIDDEN> {
  return attempt(what, async () => {
    try {
      return await call()
    } catch (error) {
      if (asAzureError(error)?.status === 403) return FORBIDDEN
      throw error
    }
  })
}

const told = (missing: readonly Need[]): string =>
  [
    'The service connection may not grant roles (it would need Role Based Access Control Administrator). Workloads on this compute need these; where they are not granted yet, somebody who may has to run once:',
    ...missing.map(need => `  # ${need.role} on ${shortOf(need)} for ${need.who}\n  ${commandFor(need)}`),
  ].join('\n')

const commandFor = ({ principalId, role, scope }: Need): string =>
  `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role "${role}" --scope ${scope}`

const shortOf = ({ scope }: Need): string => scope.split('/').at(-1) ?? scope
