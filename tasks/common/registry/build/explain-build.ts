import { explainAzureError } from '../../azure/explain-azure-error.ts'
import type { AzureError } from '../../azure/azure-error.ts'
import type { TaskError } from '../../errors.ts'
import type { Registry } from '../registry.ts'
import { BuildRefused } from './build-refused.ts'
import { failedInstruction } from './failed-instruction.ts'

/** A refusal to build as an error for people; undefined where Azure did not answer at all. */
export function explainRefusal(registry: string, error: AzureError | undefined): TaskError | undefined {
  if (!error) return undefined
  if (error.code !== 'TasksOperationsNotAllowed') {
    return explainAzureError(`Starting a build in registry ${registry}`, error)
  }
  return new BuildRefused(
    `Registry ${registry} may not build images: its build service is closed for this subscription.`,
    {
      cause:
        'Azure does not open it for free, student, sponsored and some other subscriptions; no role changes that.',
      remedy:
        'Ask Microsoft to open it (a support request by https://aka.ms/azuresupport that names "ACR Tasks"), set azureContainerRegistry to a registry in a subscription that is paid by use, or build on the agent: builder docker.',
      error,
    },
  )
}

const PUSH = /executing step( id)?: push/i
const FIREWALL = /client with IP \S+ is not allowed access|aka\.ms\/acr\/firewall/i
const NOBODY = /at least one credential is required|failed to (get|retrieve) (a token|credentials) for/i
const DENIED = /denied: requested access|insufficient_scope|unauthorized: authentication required/i

/** What a build's log says of a registry that let it build and not push; undefined for a build that failed by itself. */
export function refusedPush(
  { name, isAbac }: Registry,
  run: string,
  log: readonly string[],
): BuildRefused | undefined {
  const pushed = log.findLastIndex(line => PUSH.test(line))
  const inRun = pushed < 0 && /: RUN\b/.test(failedInstruction(log) ?? '')
  const told = inRun ? [] : log.slice(Math.max(pushed, 0)) // what a command of the build prints proves nothing
  const says = (pattern: RegExp): boolean => told.some(line => pattern.test(line))
  if (says(FIREWALL)) return behindFirewall(name, run)
  return isAbac && (says(NOBODY) || (pushed >= 0 && says(DENIED))) ? withoutRole(name, run) : undefined
}

const behindFirewall = (name: string, run: string): BuildRefused =>
  new BuildRefused(
    `Build ${run} may not reach registry ${name}: its firewall keeps the registry's own build agents out.`,
    {
      cause: 'Public access is disabled or limited to some networks, and builds run outside of them.',
      remedy:
        'Name an agent pool of the registry in agentPoolName, let trusted services through for tasks (networkRuleBypassAllowedForTasks) with registryIdentity [system], or run this job on an agent inside the network with builder docker.',
    },
  )

const withoutRole = (name: string, run: string): BuildRefused =>
  new BuildRefused(
    `Build ${run} may not push to registry ${name}, which grants each repository by itself (ABAC).`,
    {
      cause:
        'Builds have no access of their own there, and AcrPush and Contributor do not count: only roles of repositories do.',
      remedy:
        "Grant the service connection 'Container Registry Repository Writer' on the registry, or name an identity that has it in registryIdentity.",
    },
  )
