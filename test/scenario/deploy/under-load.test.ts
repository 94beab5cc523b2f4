import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { makeAgentFolders, type AgentFolders } from '../../bundle/support/agent-folders.ts'
import { type ServingWorkspace, startWithCluster } from '../../contract/azure-serving/serving-workspace.ts'
import { putTinyImage } from '../../contract/azure-serving/tiny-image.ts'
import type { ScoringRequest } from '../../load/support/exchange.ts'
import { expectUnharmed } from '../../load/support/expectations.ts'
import { Fault } from '../../load/support/fault.ts'
import { shown } from '../../load/support/judgement.ts'
import { monotonic } from '../../load/support/monotonic.ts'
import { OpenLoop } from '../../load/support/open-loop.ts'
import { ServiceUnderLoad } from '../../load/support/service-under-load.ts'

interface Point {
  readonly endpoint: string
  readonly inputs: Readonly<Record<string, string>>
  readonly says: RegExp
}

const PER_SECOND = 10
/** Six roll-outs share this machine with other tests here; test/load holds them to one second. */
const BACK_WITHIN = 10_000

const variables = (line: string) => ({ environmentVariables: line })
const initError: Point = {
  endpoint: 'init-error',
  inputs: variables('FAIL_INIT: no model here'),
  says: /init\(\) of the scoring script threw/,
}
const crashLoop: Point = {
  endpoint: 'crash-loop',
  inputs: variables('CRASH: "1"'),
  says: /CrashLoopBackOff|crash/i,
}
const smokeWrong: Point = {
  endpoint: 'smoke-wrong',
  inputs: variables('WHO: somebody else'),
  says: /smoke test of deployment green failed[^]*somebody else/,
}
const smokeSlow: Point = {
  endpoint: 'smoke-slow',
  inputs: { ...variables('{WHO: forest, SECONDS_EACH: "0.4"}'), maxLatencyInMilliseconds: '300' },
  says: /more than maxLatencyInMilliseconds/,
}
const refused: Point = {
  endpoint: 'refused',
  inputs: variables('WHO: forest'),
  says: /traffic of endpoint refused failed: No\./,
}
const points = [initError, crashLoop, smokeWrong, smokeSlow, refused]

describe('A roll-out that fails while an endpoint is scored ten times a second', function () {
  this.timeout(240_000)
  let workspace: ServingWorkspace
  let loop: OpenLoop
  let image: string
  let clock = 0
  /** Of an agent for each endpoint, since their roll-outs run side by side. */
  const agents: AgentFolders[] = []
  const services = new Map<string, ServiceUnderLoad>()

  before(async () => {
    workspace = await startWithCluster()
    image = await putTinyImage(workspace.azure.world)
    const endpoints = [...points.map(({ endpoint }) => endpoint), 'errs']
    const requests = await Promise.all(endpoints.map(serve))
    loop = new OpenLoop({ requests, perSecond: PER_SECOND * endpoints.length })
    for (const [index, endpoint] of endpoints.entries()) services.get(endpoint)?.attach(loop, [index])
    await loop.started()
    clock = monotonic()
  })
  after(async () => {
    await loop.stop()
    await workspace.close()
    for (const { root } of agents) fs.rmSync(root, { recursive: true })
  })

  /** Makes an endpoint on which blue serves. */
  async function serve(endpoint: string): Promise<ScoringRequest> {
    const folders = makeAgentFolders()
    agents.push(folders)
    const requestFile = path.join(folders.temp, 'request.json')
    fs.writeFileSync(requestFile, '{}')
    const inputs = {
      image,
      requestFile,
      expectations: '- {jsonPath: $.who, equals: forest}',
      bakeTimeInSeconds: '1',
    }
    const isRight = ({ text }: { text: string }) => text.includes('"who": "forest"')
    services.set(endpoint, new ServiceUnderLoad({ workspace, folders, endpoint, inputs, isRight }))
    const url = await workspace.makeEndpoint(endpoint)
    await workspace.deploy(endpoint, 'blue', image, { environmentVariables: { WHO: 'forest' } })
    await workspace.setTraffic(endpoint, { blue: 100 })
    return { url, key: await workspace.key(endpoint), body: '{}' }
  }

  const serviceOf = (endpoint: string): ServiceUnderLoad => {
    const service = services.get(endpoint)
    assert.ok(service)
    return service
  }

  it('by init(), a crash loop, a wrong or slow smoke test, or refused traffic loses no request', async () => {
    refuseTraffic()
    await Promise.all(points.map(loseNothing))
  })

  async function loseNothing({ endpoint, inputs, says }: Point): Promise<void> {
    const service = serviceOf(endpoint)
    const from = monotonic()
    const rollOut = service.start(await service.release(inputs))
    const { result, message, text } = await rollOut.ended
    assert.equal(result, 'Failed', text)
    assert.match(message, says)
    await expectUnharmed(service, endpoint, from, rollOut.steps())
    assert.deepEqual(await service.stands(), { traffic: { blue: 100 }, deployments: ['blue'] })
  }

  function refuseTraffic(): void {
    workspace.azure.world.faults.add({
      server: 'resourceManager',
      method: 'PUT',
      path: 'onlineEndpoints/refused\\?',
      effect: { kind: 'status', status: 400, body: { error: { code: 'BadRequest', message: 'No.' } } },
    })
  }

  it('by errors at 10 % of the traffic loses only what the new deployment answered until its first probe', async () => {
    const service = serviceOf('errs')
    const fault = new Fault(service.weights, 'green')
    const from = monotonic()
    const rollOut = service.start(
      await service.release(variables(`{WHO: forest, FAILS_WHILE: "${fault.file}"}`)),
    )
    const { result, message, text } = await rollOut.ended
    fault.end()
    assert.equal(result, 'Failed', text)
    assert.match(message, /failed under traffic/)
    const { failed, strays } = await service.judge('errs', from, rollOut.steps())
    service.excuse(from)
    const others = failed.filter(({ deployment }) => deployment !== 'green')
    assert.deepEqual([others.length, strays.length], [0, 0], shown([...others, ...strays], from))
    const { began = 0, ended = Infinity } = service.weights.span('green', from) ?? {}
    assert.ok(ended - began < BACK_WITHIN, `traffic was back after ${Math.round(ended - began)} ms`)
    assert.ok(failedProbes() <= 2, `${failedProbes()} probes failed before traffic was back`)
    assert.deepEqual(await service.stands(), { traffic: { blue: 100 }, deployments: ['blue'] })
  })

  it('loses no request before or after it either', async () => {
    for (const [endpoint, service] of services) {
      const { failed, strays } = await service.judgeRest(clock)
      assert.deepEqual(
        [failed.length, strays.length],
        [0, 0],
        endpoint + shown([...failed, ...strays], clock),
      )
    }
  })

  /** A probe asks at most twice: the deployment itself, and as callers do. */
  const failedProbes = (): number =>
    workspace.azure.world.traffic
      .entries()
      .filter(
        ({ _client, _server, response }) =>
          _client === 'task' && _server === 'scoring' && response.status >= 500,
      ).length
})
