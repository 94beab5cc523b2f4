import assert from 'node:assert/strict'
import { until } from '../../contract/azure/until.ts'
import { shown } from './judgement.ts'
import type { StepTime } from './roll-out.ts'
import type { ServiceUnderLoad } from './service-under-load.ts'
import { servingContainers } from './serving-processes.ts'

const CONTAINERS_END_WITHIN = 20_000

/** No request failed since then, and none was answered by a deployment without traffic. */
export async function expectUnharmed(
  service: ServiceUnderLoad,
  what: string,
  from: number,
  steps: readonly StepTime[],
): Promise<void> {
  const { failed, strays } = await service.judge(what, from, steps)
  assert.equal(failed.length, 0, `${what}: ${failed.length} requests failed.\n${shown(failed, from)}`)
  assert.equal(strays.length, 0, `${what}: ${strays.length} requests went astray.\n${shown(strays, from)}`)
}

/** One deployment has all the traffic and nothing else is there, neither deployment nor container. Answers its name. */
export async function expectOneDeployment(
  service: ServiceUnderLoad,
  stateDirectory: string,
): Promise<string> {
  const { traffic, deployments } = await service.stands()
  assert.deepEqual([Object.values(traffic), deployments], [[100], Object.keys(traffic)])
  await until('one container serves', () => servingContainers(stateDirectory) === 1, CONTAINERS_END_WITHIN)
  return deployments[0] ?? ''
}
