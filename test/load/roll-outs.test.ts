import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Launch } from '../bundle/support/launch-task.ts'
import { azureStep } from '../bundle/support/azure-step.ts'
import { makeAgentFolders, type AgentFolders } from '../bundle/support/agent-folders.ts'
import {
  score,
  type ServingWorkspace,
  startWithCluster,
} from '../contract/azure-serving/serving-workspace.ts'
import { caseTable } from './support/case-table.ts'
import { Fault } from './support/fault.ts'
import { buildForest, forestRequests } from './support/forest.ts'
import type { Exchange } from './support/exchange.ts'
import { expectOneDeployment, expectUnharmed } from './support/expectations.ts'
import { shown } from './support/judgement.ts'
import { monotonic } from './support/monotonic.ts'
import { OpenLoop } from './support/open-loop.ts'
import { ServiceUnderLoad } from './support/service-under-load.ts'

const PER_SECOND = 50
const PROBE_INTERVAL = 1000
const TWENTY_MINUTES = 20 * 60_000
/** A machine that is busy with a container's start answers late, and late is no failure. */
const PATIENT = { requestTimeoutInMilliseconds: '30000', maxConcurrentRequestsPerInstance: '1000' }
const FOUND = /was lost while rolling out|what an earlier run left|an earlier attempt of this step/
const variables = (line: string) => ({ environmentVariables: line })

describe('Roll-outs in a row under an open loop of 50 requests a second', () => {
  let workspace: ServingWorkspace
  let folders: AgentFolders
  let service: ServiceUnderLoad
  let loop: OpenLoop
  let stateDirectory: string
  let clock = 0
  /** Names of the steps of a roll-out, as the task prints them. */
  let steps: readonly string[] = []
  let failures = 0

  before(async () => {
    stateDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'load-azure-'))
    workspace = await startWithCluster({ stateDirectory, config: { imageBuilder: 'own' } })
    folders = makeAgentFolders()
    const image = await buildForest(folders, await azureStep(workspace.azure.description))
    await serveFirst(image)
  })
  after(async () => {
    await loop.stop()
    for (const line of caseTable(service.cases)) console.log(`figures: ${line}`)
    await workspace.close()
    fs.rmSync(folders.root, { recursive: true })
    fs.rmSync(stateDirectory, { recursive: true })
  })

  /** The first release, by the task too; from then on the clock and the open loop run. */
  async function serveFirst(image: string): Promise<void> {
    const bodies = forestRequests(50)
    const right: string[] = []
    const inputs = releaseInputs(image, bodies[0] ?? '')
    const isRight = ({ request, text }: Exchange) => text === right[request]
    service = new ServiceUnderLoad({ workspace, folders, endpoint: 'chd', inputs, isRight })
    const { result, outputs, text } = await service.start(await service.release()).ended
    assert.equal(result, 'Succeeded', text)
    const { scoringUri: url = '', endpointKey: key = '' } = outputs
    const headers = { authorization: `Bearer ${key}` }
    for (const body of bodies) right.push((await score(url, JSON.parse(body) as object, headers)).text)
    const { risk } = JSON.parse(right[0] ?? '') as { risk: number }
    inputs['expectations'] = `- {jsonPath: $.risk, equals: ${risk}}`
    loop = new OpenLoop({ requests: bodies.map(body => ({ url, key, body })), perSecond: PER_SECOND })
    service.attach(loop, bodies.keys())
    await loop.started()
    clock = monotonic()
  }

  function releaseInputs(image: string, request: string): Record<string, string> {
    const requestFile = path.join(folders.temp, 'request.json')
    fs.writeFileSync(requestFile, request)
    return { image, requestFile, bakeTimeInSeconds: '2', ...PATIENT }
  }

  async function goodRelease(): Promise<void> {
    const before = await expectOneDeployment(service, stateDirectory)
    const from = monotonic()
    const rollOut = service.start(await service.release())
    const { result, text } = await rollOut.ended
    assert.equal(result, 'Succeeded', text)
    steps = rollOut.steps().map(({ name }) => name)
    await expectUnharmed(service, 'good', from, rollOut.steps())
    assert.notEqual(await expectOneDeployment(service, stateDirectory), before)
  }

  /** After every second failure comes a release that goes well. */
  async function afterFailure(): Promise<void> {
    failures += 1
    if (failures % 2 === 0) await goodRelease()
  }

  it('a good one loses no request', goodRelease)

  const failing: [what: string, fault: Record<string, string>, says: RegExp, before?: () => void][] = [
    ['by an error in init()', variables('LOAD_FAULT: init'), /init\(\) of the scoring script threw/],
    ['by a crash loop', variables('LOAD_FAULT: crash'), /KubernetesCrashLoopBackOff|crash/i],
    [
      'by a wrong answer to the smoke test',
      variables('LOAD_FAULT: wrong'),
      /smoke test of deployment \w+ failed/,
    ],
    [
      'by a slow answer to the smoke test',
      { ...variables('LOAD_FAULT: slow'), maxLatencyInMilliseconds: '300' },
      /more than maxLatencyInMilliseconds/,
    ],
    ['by traffic that is refused', {}, /Changing the traffic of endpoint chd failed: No\./, refuseTraffic],
  ]
  for (const [what, fault, says, prepare] of failing) {
    it(`one that fails ${what} loses no request, and what served goes on serving`, async () => {
      const before = await service.stands()
      const from = monotonic()
      prepare?.()
      const rollOut = service.start(await service.release(fault))
      const { result, message, text } = await rollOut.ended
      assert.equal(result, 'Failed', text)
      assert.match(message, says)
      await expectUnharmed(service, `fails ${what}`, from, rollOut.steps())
      assert.deepEqual(await service.stands(), before)
      await expectOneDeployment(service, stateDirectory)
      await afterFailure()
    })
  }

  function refuseTraffic(): void {
    workspace.azure.world.faults.add({
      server: 'resourceManager',
      method: 'PUT',
      path: 'onlineEndpoints/chd\\?',
      effect: { kind: 'status', status: 400, body: { error: { code: 'BadRequest', message: 'No.' } } },
    })
  }

  for (const [when, after] of [
    ['at once', 0],
    ['half-way between two probes', PROBE_INTERVAL / 2],
  ] as const) {
    it(`one that errs at 10 %, ${when}, loses only what it answered within one probe interval`, async () => {
      const before = await service.stands()
      const from = monotonic()
      const newcomer = before.deployments[0] === 'blue' ? 'green' : 'blue'
      const fault = new Fault(service.weights, newcomer, after)
      const rollOut = service.start(await service.release(variables(`LOAD_FAILS_WHILE: ${fault.file}`)))
      const { result, message, text } = await rollOut.ended
      fault.end()
      assert.equal(result, 'Failed', text)
      assert.match(message, /failed under traffic/)
      const lasted = (service.weights.span(newcomer, from)?.ended ?? Infinity) - fault.began
      const back = `traffic back after ${Math.round(lasted)} ms`
      const { failed, strays } = await service.judge(`errs at 10 %, ${when}: ${back}`, from, rollOut.steps())
      service.excuse(from)
      assert.ok(lasted <= PROBE_INTERVAL, back)
      const others = failed.filter(({ deployment }) => deployment !== newcomer)
      assert.deepEqual([others.length, strays.length], [0, 0], shown([...others, ...strays], from))
      assert.deepEqual(await service.stands(), before)
      await expectOneDeployment(service, stateDirectory)
      await afterFailure()
    })
  }

  type Moment = 'begins' | 'has begun'

  /** Starts a release and waits until it is there. Answers whether the old deployment had its last traffic before. */
  async function release(step: string, moment: Moment) {
    const launch = await service.release()
    const rollOut = service.start(launch)
    await rollOut.begins(step)
    const isCommitted = Object.values(service.weights.now())[0] === 100 && step === steps.at(-1)
    if (moment === 'has begun') await service.hadEffect(new Date())
    return { launch, rollOut, isCommitted }
  }

  for (const moment of ['begins', 'has begun'] as const) {
    it(`one that is cancelled when a step ${moment} leaves the traffic as it was, at each step`, async () => {
      assert.ok(steps.length > 0)
      for (const step of steps) {
        const before = await service.stands()
        const from = monotonic()
        const { launch, rollOut, isCommitted } = await release(step, moment)
        const whenCancelled = service.weights.now()
        const cancelled = await rollOut.cancel()
        const post = await service.post(launch, cancelled)
        const what = `cancelled when "${step}" ${moment}`
        const { traffic } = await service.stands()
        assert.deepEqual(
          traffic,
          isCommitted ? whenCancelled : before.traffic,
          `${what}\n${cancelled.text}${post.text}`,
        )
        await expectUnharmed(service, what, from, rollOut.steps())
        await expectOneDeployment(service, stateDirectory)
        await afterFailure()
      }
    })

    it(`one that is killed when a step ${moment} is finished or taken back by the next run, at each step`, async () => {
      assert.ok(steps.length > 0)
      for (const [index, step] of steps.entries()) {
        const from = monotonic()
        const { launch, rollOut } = await release(step, moment)
        rollOut.running.signal('SIGKILL')
        await rollOut.ended
        const what = `killed when "${step}" ${moment}`
        const accepted = service.weights.now()
        await service.answered(monotonic() + 1000)
        const left = await service.stands()
        assert.deepEqual(left.traffic, accepted, what)
        const isAnother = moment === 'has begun' && index % 2 === 1
        const again = service.start(await nextRun(launch, isAnother))
        const { result, text } = await again.ended
        assert.equal(result, 'Succeeded', `${what}\n${text}`)
        if (left.deployments.length > 1) assert.match(text, FOUND, what)
        await expectUnharmed(service, what, from, again.steps())
        await expectOneDeployment(service, stateDirectory)
        await afterFailure()
      }
    })
  }

  /** The same step once more, as on another agent; or another run, which has to wait until the lock of the dead one ends. */
  const nextRun = async (launch: Launch, isAnother: boolean): Promise<Launch> =>
    isAnother
      ? service.release()
      : { ...launch, variables: { ...launch.variables, 'System.JobAttempt': '2' } }

  it('no request failed or went astray between them either', async () => {
    const { failed, strays } = await service.judgeRest(clock)
    assert.deepEqual([failed.length, strays.length], [0, 0], shown([...failed, ...strays], clock))
  })

  it('all of them in at most 20 minutes', () => {
    assert.ok(monotonic() - clock <= TWENTY_MINUTES)
  })
})
