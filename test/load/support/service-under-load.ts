import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import type { HarEntry } from '../../../local/azure/core/traffic.ts'
import type { AgentFolders } from '../../bundle/support/agent-folders.ts'
import { azureStep } from '../../bundle/support/azure-step.ts'
import { type Launch, type Launched, launchTask } from '../../bundle/support/launch-task.ts'
import { until as waitUntil } from '../../contract/azure/until.ts'
import type { Json } from '../../contract/azure-ml/workspace.ts'
import type { ServingWorkspace } from '../../contract/azure-serving/serving-workspace.ts'
import type { Case } from './case-table.ts'
import type { Exchange } from './exchange.ts'
import { judge, type Judgement } from './judgement.ts'
import { monotonic } from './monotonic.ts'
import type { OpenLoop } from './open-loop.ts'
import { RollOut, type StepTime } from './roll-out.ts'
import { type Shares, Weights } from './weights.ts'

export interface ServiceOptions {
  readonly workspace: ServingWorkspace
  readonly folders: AgentFolders
  readonly endpoint: string
  /** Inputs of every release of this endpoint. */
  readonly inputs: Readonly<Record<string, string>>
  readonly isRight: (exchange: Exchange) => boolean
}

/** An endpoint to which releases are rolled out while an open loop scores. */
export class ServiceUnderLoad {
  readonly weights: Weights
  readonly cases: Case[] = []
  /** Times of cases in which requests may fail. */
  readonly #excused: { readonly from: number; readonly to: number }[] = []
  readonly #options: ServiceOptions
  #load: { readonly loop: OpenLoop; readonly requests: ReadonlySet<number> } | undefined

  constructor(options: ServiceOptions) {
    this.#options = options
    this.weights = new Weights(options.workspace.azure.world, options.endpoint)
  }

  /** @param requests those of the loop's that go to this endpoint */
  attach(loop: OpenLoop, requests: Iterable<number>): void {
    this.#load = { loop, requests: new Set(requests) }
  }

  /** A release as a pipeline run of its own. */
  async release(inputs: Readonly<Record<string, string>> = {}): Promise<Launch> {
    const { workspace, endpoint, inputs: all } = this.#options
    const base = await azureStep(workspace.azure.description)
    return {
      ...base,
      task: 'MLOpsDeployToAks',
      variables: { ...base.variables, 'Build.BuildId': String(randomInt(1e9)) },
      inputs: { ...base.inputs, computeName: 'k8s', endpointName: endpoint, ...all, ...inputs },
    }
  }

  start(launch: Launch): RollOut {
    return new RollOut(this.#options.folders, launch)
  }

  post(launch: Launch, { taskVariables }: Launched): Promise<Launched> {
    return launchTask(this.#options.folders, { ...launch, role: 'post', taskVariables })
  }

  /** Resolves when everything that was due until then has been answered. */
  async answered(until: number): Promise<void> {
    await this.#load?.loop.between(until, until)
  }

  /** Resolves when a task has changed something at Azure since then, or has scored. */
  async hadEffect(since: Date): Promise<void> {
    const { traffic } = this.#options.workspace.azure.world
    await waitUntil('the step has had an effect', () =>
      traffic.entries().some(entry => isEffect(entry) && new Date(entry.startedDateTime) >= since),
    )
  }

  /** What clients met since then. */
  async judge(what: string, from: number, steps: readonly StepTime[]): Promise<Judgement> {
    const { loop, requests } = this.#load ?? {}
    const all = (await loop?.between(from)) ?? []
    const exchanges = all.filter(({ request }) => requests?.has(request))
    assert.ok(exchanges.length > 0, `${what}: nobody scored`)
    const seconds = (monotonic() - from) / 1000
    const judgement = judge(exchanges, this.weights, this.#options.isRight)
    this.cases.push({ what, seconds, exchanges, failed: judgement.failed.length, steps })
    return judgement
  }

  /** From then until now requests may fail that the new deployment answered: their case has judged them. */
  excuse(from: number): void {
    this.#excused.push({ from, to: monotonic() })
  }

  /** What clients met at any time since then, between the cases too, but in those excused. */
  async judgeRest(since: number): Promise<Judgement> {
    const { loop, requests } = this.#load ?? {}
    const all = (await loop?.between(since)) ?? []
    const exchanges = all.filter(
      ({ request, due }) =>
        requests?.has(request) && !this.#excused.some(({ from, to }) => due >= from && due <= to),
    )
    assert.ok(exchanges.length > 0, 'nobody scored')
    return judge(exchanges, this.weights, this.#options.isRight)
  }

  /** As Azure answers, not as the test has noted. */
  async stands(): Promise<{ traffic: Shares; deployments: string[] }> {
    const { workspace, endpoint } = this.#options
    const { properties } = await workspace.ok('GET', `/onlineEndpoints/${endpoint}`)
    const { value } = await workspace.ok('GET', `/onlineEndpoints/${endpoint}/deployments`)
    const { traffic } = properties as { traffic: Shares }
    return {
      traffic: Object.fromEntries(Object.entries(traffic).filter(([, share]) => share > 0)),
      deployments: (value as Json[]).map(({ name }) => String(name)),
    }
  }
}

function isEffect({ _client, _server, request, response }: HarEntry): boolean {
  if (_client !== 'task' || response.status >= 300) return false
  return (
    _server === 'scoring' || (_server === 'resourceManager' && /^(PUT|PATCH|DELETE)$/.test(request.method))
  )
}
