import { TaskError } from '../../errors.ts'
import type { DeploymentResource } from '../../machinelearning/deployment/deployment.ts'
import { readRegion } from '../../machinelearning/compute/read-region.ts'
import { findMachineSize, type VmSize } from '../../machinelearning/compute/vm-sizes.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import { coresOf, type Machines } from './machines.ts'

interface Usage {
  readonly currentValue: number
  readonly limit: number
  readonly name: { readonly value: string; readonly localizedValue?: string }
}

const QUOTA_GUIDE = 'https://aka.ms/oe-tsg#error-outofquota'

/**
 * Looks whether the region has machines of this size, and cores enough for them beside those that serve now. Where it
 * tells neither, Azure judges.
 *
 * @param idle deployments of the endpoint that serve nothing: one of them may be replaced, which gives its cores back.
 * `unchecked`: the quota is not looked at
 * @returns a sentence for the plan
 * @throws TaskError for an unknown size, or without quota
 */
export async function checkMachines(
  workspace: Workspace,
  machines: Machines,
  idle: readonly DeploymentResource[] | 'unchecked',
): Promise<string> {
  const { instanceType, instanceCount } = machines
  const line = `Machines: ${instanceCount} of size ${instanceType}.`
  const size = await findMachineSize(workspace, workspace.location, instanceType, 'instanceType')
  const family = size?.family?.toLowerCase()
  if (idle === 'unchecked' || !size?.vCPUs || family === undefined) return line
  const usages = await readRegion<Usage>(workspace, workspace.location, 'usages')
  const quota = usages?.find(({ name }) => name.value.toLowerCase() === family)
  if (quota) checkQuota(workspace, machines, size, quota, idle)
  return line
}

function checkQuota(
  { location, session }: Workspace,
  machines: Machines,
  size: VmSize,
  { currentValue, limit, name }: Usage,
  idle: readonly DeploymentResource[],
): void {
  if (limit < 0) return
  const { used, reserved } = coresOf(machines, size.vCPUs ?? 0)
  const left = limit - currentValue + coresOfIdle(idle, size)
  const label = name.localizedValue ?? name.value
  session.log.info(
    `Quota: ${label} ${currentValue} of ${limit} cores used, ${reserved} needed (with machines for upgrades).`,
  )
  if (reserved <= left) return
  const numbers = `${label} in ${location} has ${Math.max(0, left)} of ${limit} cores left, and ${machines.instanceCount} of ${size.name} need ${used}`
  if (used > left) throw tooLittle(numbers)
  session.log.warning(
    `${numbers}. Of most sizes Azure keeps a fifth more machines for upgrades, ${reserved} cores in all; if it refuses the deployment, ask for more quota or take fewer.`,
  )
}

/** Those of the same size only: of other families nothing is needed. */
const coresOfIdle = (idle: readonly DeploymentResource[], { name, vCPUs = 0 }: VmSize): number =>
  idle
    .filter(({ properties }) => properties.instanceType?.toLowerCase() === name.toLowerCase())
    .reduce((sum, { sku }) => sum + coresOf({ instanceCount: sku?.capacity ?? 1 }, vCPUs).reserved, 0)

const tooLittle = (numbers: string): TaskError =>
  new TaskError(`${numbers}.`, {
    cause: 'The new deployment runs beside the one that serves until it has taken over, so both need cores.',
    remedy: `Ask for more quota (${QUOTA_GUIDE}), choose a smaller instanceType or instanceCount, delete deployments that serve nothing, or switch checkQuota off.`,
  })
