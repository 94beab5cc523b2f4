import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline'
import { clustersOf } from '../../../local/azure/kubernetes/cluster/cluster-document.ts'
import { explain } from '../../../tasks/common/host/report.ts'
import type { TaskDefinition } from '../../../tasks/common/host/task.ts'
import type { ServingError } from '../../../tasks/common/serving-errors/serving-error.ts'
import {
  MODEL_REASON,
  MODEL_STATUS,
  MODEL_STATUSES,
  SCORING,
} from '../../../tasks/common/serving-errors/scoring.ts'
import { SERVING_ERRORS } from '../../../tasks/common/serving-errors/table.ts'
import { KNOWN_WORDS } from '../../../tasks/common/serving-errors/words.ts'
import { task } from '../../../tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/task.ts'
import { task as managedTask } from '../../../tasks/MLOpsDeployToManagedEndpoint/MLOpsDeployToManagedEndpointV1/task.ts'
import { task as scoreTask } from '../../../tasks/MLOpsScore/MLOpsScoreV1/task.ts'
import { InstantClock } from '../../support/fake-host.ts'
import { folderPerTest } from '../../support/folder.ts'
import { type ServingWorkspace, startWithCluster } from '../azure-serving/serving-workspace.ts'
import { hostOn } from './library-over-azure.ts'

const IMAGE = `registry.example/chd@sha256:${'ab'.repeat(32)}`

/** The operation of local Azure that fails, and what the task must be asked so that it comes to it. */
const OPERATIONS = {
  deployment: { operation: 'deployment.create', inputs: { computeName: 'k8s', endpointName: 'served' } },
  endpoint: { operation: 'endpoint.create', inputs: { computeName: 'k8s' } },
  cluster: { operation: 'cluster.create', inputs: { createCluster: 'true' } },
  extension: { operation: 'extension.create', inputs: { createCluster: 'true' } },
  compute: { operation: 'compute.attach', inputs: { createCluster: 'true' } },
} as const

const PLACES = {
  deployment: 'a deployment',
  endpoint: 'an endpoint',
  cluster: 'a cluster',
  extension: 'an extension',
  compute: 'a compute',
}

describe('MLOpsDeployToAks over local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace
  let wire: HttpClient
  let runs = 0

  before(async () => {
    workspace = await startWithCluster()
    wire = steadyWire(workspace.azure.description.caFile)
    await workspace.makeEndpoint('served')
  })
  after(() => workspace.close())
  afterEach(() => {
    const { world } = workspace.azure
    world.faults.clear()
    // Else the quota of the region ends before the errors do.
    for (const { id, name } of clustersOf(world).list())
      if (name.startsWith('aks-run')) clustersOf(world).delete(id)
  })

  /** What a person reads of a release that meets this failure: the log, and the error at its end. */
  async function release(
    where: ServingError['where'][number],
    code: string,
    message?: string,
  ): Promise<string> {
    const { operation, inputs } = OPERATIONS[where]
    const name = `run${(runs += 1)}`
    const cluster = 'createCluster' in inputs && { aksCluster: `aks-${name}`, computeName: name }
    const asked = { endpointName: name, ...cluster, ...inputs }
    return failing(task, { workspace, wire, inputs: asked, operation, code, message })
  }

  for (const error of SERVING_ERRORS) {
    const [place] = error.where
    if (place) itExplains(error, place, release)
  }

  for (const { example, where, cause } of KNOWN_WORDS) {
    const [place] = where
    if (!place) continue
    it(`explains "${example.slice(0, 40)}..." of ${PLACES[place]}`, async () => {
      const log = await release(place, 'BadRequest', example)
      assert.ok(log.includes(`Likely cause: ${cause}\n`), log)
    })
  }
})

describe('MLOpsDeployToManagedEndpoint over local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace
  let wire: HttpClient
  let runs = 0

  before(async () => {
    workspace = await startWithCluster()
    wire = steadyWire(workspace.azure.description.caFile)
  })
  after(() => workspace.close())
  afterEach(() => workspace.azure.world.faults.clear())

  /** What a person reads of a release to a managed endpoint, whose operation fails by this code. */
  async function release(where: 'deployment' | 'endpoint', code: string, message?: string): Promise<string> {
    const inputs = { endpointName: `managed${(runs += 1)}` }
    return failing(managedTask, {
      workspace,
      wire,
      inputs,
      operation: OPERATIONS[where].operation,
      code,
      message,
    })
  }

  for (const error of SERVING_ERRORS)
    for (const place of ['deployment', 'endpoint'] as const)
      if (error.where.includes(place)) itExplains(error, place, release)
})

describe('MLOpsScore over local Azure', function () {
  this.timeout(60_000)
  const folder = folderPerTest()
  let workspace: ServingWorkspace
  let scoringUri: string

  before(async () => {
    workspace = await startWithCluster()
    scoringUri = await workspace.makeEndpoint('served')
  })
  after(() => workspace.close())
  afterEach(() => workspace.azure.world.faults.clear())

  /** What a person reads when every request is answered with this status. */
  async function score(status: number, headers: Record<string, string> = {}): Promise<string> {
    const effect = { kind: 'status', status, body: { message: 'No.' }, headers } as const
    workspace.azure.world.faults.add({ server: 'scoring', times: Infinity, effect })
    folder().write({ 'request.json': '{"data": [1]}' })
    const inputs = { scoringUri, key: 'a-key', requestFile: folder().at('request.json') }
    const host = hostOn(workspace.azure.description, { clock: new NowClock(), inputs })
    const failure = await scoreTask.run(scoreTask.readInputs(host), host).catch((error: unknown) => error)
    return [...host.log.lines, ...explain(failure)].join('\n')
  }

  for (const { status, of, cause, remedy } of SCORING) {
    it(`explains ${status} of ${of.join(' and ')} endpoints`, async () => {
      const log = await score(status)
      assert.ok(log.includes(`Likely cause: ${cause}\n`), log)
      assert.ok(log.includes(`What to do: ${remedy}`), log)
    })
  }

  for (const [status, { cause, remedy }] of Object.entries(MODEL_STATUSES)) {
    it(`explains a 424 by the ${status} of the model behind it`, async () => {
      const log = await score(424, { [MODEL_STATUS]: status, [MODEL_REASON]: 'model_error' })
      assert.ok(
        log.includes(`Likely cause: The container answered ${status}. ${cause} It told: model_error.\n`),
        log,
      )
      assert.ok(log.includes(`What to do: ${remedy}`), log)
    })
  }
})

type Place = ServingError['where'][number]

function itExplains<P extends Place>(
  { code, variant, cause, remedy, source }: ServingError,
  place: P,
  release: (place: P, code: string, message?: string) => Promise<string>,
): void {
  it(`explains ${code}${variant ? ` (${variant.name})` : ''} of ${PLACES[place]}`, async () => {
    const log = await release(place, code, variant?.example)
    assert.ok(log.includes(`Likely cause: ${cause}\n`), log)
    assert.ok(log.includes(`What to do: ${remedy} More: ${source}`), log)
    assert.ok(log.includes(code), 'the code itself is told')
  })
}

/** The log of a release whose operation of this kind fails by this code, and the error at its end. */
async function failing<Inputs>(
  deploys: Pick<TaskDefinition<Inputs>, 'readInputs' | 'run'>,
  release: {
    readonly workspace: ServingWorkspace
    readonly wire: HttpClient
    readonly inputs: Readonly<Record<string, string>>
    readonly operation: string
    readonly code: string
    readonly message: string | undefined
  },
): Promise<string> {
  const { operation, code, message, wire, inputs } = release
  const { description, world } = release.workspace.azure
  world.faults.add({ effect: { kind: 'errorCode', operation, code, ...(message && { message }) } })
  const host = hostOn(description, {
    clock: new NowClock(),
    network: { wire },
    variables: { 'Build.BuildId': '7' },
    inputs: {
      azureSubscription: 'azure',
      resourceGroup: description.resourceGroup,
      workspaceName: description.workspace,
      image: IMAGE,
      ...inputs,
    },
  })
  const failure = await deploys.run(deploys.readInputs(host), host).catch((error: unknown) => error)
  return [...host.log.lines, ...explain(failure)].join('\n')
}

/** One set of connections for all runs: a handshake costs more than the rest of a run. */
function steadyWire(caFile: string): HttpClient {
  const client = createDefaultHttpClient()
  const tlsSettings = { ca: readFileSync(caFile, 'utf8') }
  return { sendRequest: request => client.sendRequest(Object.assign(request, { tlsSettings })) }
}

/** The time of day, which a signature or a token is checked by; waits cost nothing. */
class NowClock extends InstantClock {
  override now(): number {
    return Date.now() + this.waits.reduce((sum, wait) => sum + wait, 0)
  }
}
