import { mfeError } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import { textOf } from '../common/text.ts'
import { kubernetesComputesOf } from '../compute/kubernetes-document.ts'
import type { EndpointDocument } from '../endpoint/endpoint-document.ts'
import { inferencingRefusal } from '../endpoint/endpoint-errors.ts'
import type { DeploymentDocument } from './deployment-document.ts'
import { quantity } from './quantity.ts'

/** What a cluster cannot give. */
export function checkClusterRules(
  world: World,
  endpoint: EndpointDocument,
  { properties }: DeploymentDocument,
): void {
  checkInstanceType(world, endpoint, properties['instanceType'])
  checkResources(world, properties['containerResourceRequirements'])
  checkScale(world, properties['scaleSettings'] as Partial<Scale>)
}

interface Scale {
  readonly minInstances: number
  readonly maxInstances: number
  readonly pollingInterval: string
}

/** Defaults are in it by now: one instance at least and at most. */
function checkScale(
  world: World,
  { minInstances = 1, maxInstances = 1, pollingInterval = '' }: Partial<Scale>,
): void {
  if (minInstances > maxInstances)
    throw inferencingRefusal(
      world,
      `BadArgument: minInstances (${minInstances}) has to be less than or equal to maxInstances (${maxInstances}).`,
      'ScaleSettings',
    )
  if (pollingInterval.includes('.'))
    throw inferencingRefusal(
      world,
      'BadArgument: pollingInterval has a precision of seconds.',
      'ScaleSettings',
    )
}

function checkInstanceType(world: World, { compute }: EndpointDocument, sent: unknown): void {
  const instanceType = textOf(sent)
  const known = kubernetesComputesOf(world).get(compute ?? '')?.instanceTypes ?? {}
  if (instanceType === '' || Object.hasOwn(known, instanceType)) return
  const message = `InferencingClient HttpRequest error, error detail: The instance type '${instanceType}' is not defined on the cluster. Known: ${Object.keys(known).join(', ')}.`
  const details = [{ code: 'InferencingClientCreateDeploymentFailed', message }]
  throw mfeError(400, { code: 'BadRequest', message: 'The request is invalid.', details }, world.mfe())
}

type Amounts = Record<string, string | null> | null | undefined

function checkResources(world: World, requirements: unknown): void {
  const { containerResourceRequests: requests, containerResourceLimits: limits } = (requirements ??
    {}) as Record<string, Amounts>
  for (const [name, asked] of Object.entries(requests ?? {})) {
    const limit = limits?.[name]
    if (asked && limit && quantity(asked) > quantity(limit))
      throw inferencingRefusal(
        world,
        `BadArgument: the request of ${name} (${asked}) has to be less than or equal to its limit (${limit}).`,
      )
  }
}
