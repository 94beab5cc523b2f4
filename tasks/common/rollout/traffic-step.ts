import { beginTraffic, followTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { firstAnswer } from '../scoring/first-answer.ts'
import { bake, type BakePlan } from './bake/bake.ts'
import { obey } from './bake/pause.ts'
import type { Counter } from './bake/tally.ts'
import { checkIsOurs, checkOwnTraffic } from './checks.ts'
import type { HeldEndpoint } from './lock/take-endpoint.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import { askAsCaller } from './prober.ts'
import { trafficStep } from './step-names.ts'
import type { ServiceReader } from './service-reader.ts'
import { shiftTraffic } from './traffic.ts'

/** Gives the new deployment its share and watches it there; throws unless it passes. Counts into `counter`. */
export async function giveShare(
  { workspace, lock }: HeldEndpoint,
  plan: RolloutPlan,
  bakePlan: BakePlan,
  service: ServiceReader,
  { share, counter }: { readonly share: number; readonly counter: Counter },
): Promise<void> {
  const { endpoint, deployment, before } = plan
  const traffic = shiftTraffic(before, deployment, share)
  await checkIsOurs(workspace, plan)
  await service.target() // who may not read the key is told while nothing has changed
  const answer = await beginTraffic(workspace, endpoint, traffic, async found => {
    checkOwnTraffic({ plan, begun: plan.shares.filter(one => one <= share).map(trafficStep) }, found)
    await lock.hold()
    return true
  })
  const isFirst = Object.keys(before).length === 0
  const seconds = isFirst ? 0 : bakePlan.seconds
  await beside(
    workspace,
    followed => followTraffic(followed, endpoint, traffic, answer),
    async settled => {
      if (isFirst) await untilRouted(workspace, bakePlan, service, settled)
      const target = () => service.target()
      const verdict = await bake(workspace.session, target, { ...bakePlan, seconds }, counter, settled)
      obey(verdict, deployment, share)
    },
  )
}

/** Does `act` while `follow` goes on. When `act` fails, nobody waits for the other: what it waits for must be undone. */
async function beside(
  workspace: Workspace,
  follow: (workspace: Workspace) => Promise<void>,
  act: (settled: Promise<void>) => Promise<void>,
): Promise<void> {
  const stop = new AbortController()
  const { session } = workspace
  const signal = AbortSignal.any([session.signal, stop.signal])
  const settled = follow({ ...workspace, session: { ...session, signal } })
  try {
    await act(settled)
  } finally {
    stop.abort()
    await Promise.allSettled([settled])
  }
}

/** The router needs a moment to know an endpoint that had no traffic. */
async function untilRouted(
  { session }: Workspace,
  { probe }: BakePlan,
  service: ServiceReader,
  settled: Promise<void>,
): Promise<void> {
  await settled
  if (!probe) return
  const target = await service.target()
  const { clock, log, signal } = session
  await firstAnswer(() => askAsCaller(session, target, probe), { clock, log, signal, expected: [] })
}
