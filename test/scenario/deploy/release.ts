import { explain } from '../../../tasks/common/host/report.ts'
import type { Outcome } from '../../../tasks/common/host/task.ts'
import { task } from '../../../tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/task.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { fakeServing, type ServingWorld } from '../../support/fake-serving.ts'
import { connectionOf, type FakeAzureOptions } from '../../support/fake-azure.ts'
import type { TestFolder } from '../../support/folder.ts'

export const DIGEST = `sha256:${'ab'.repeat(32)}`
export const IMAGE = `registry.example/chd@${DIGEST}`

export const BUILD_OUTPUT = {
  model_name: 'chd',
  model_version: '3',
  model_path: null,
  model_acc: 0.7,
  deploy_model_bool: true,
  image_name: 'chd:3',
  image_id: DIGEST,
  schema_version: 1,
  image_reference: IMAGE,
  image_digest: DIGEST,
  metrics: { roc_auc: 0.7 },
  gate: { verdict: 'accepted', rules: [] },
  job_name: 'job-1',
  build_number: '20261123.1',
  commit: 'abc',
}

/** A release step in a folder where the build's hand-off and a request lie. */
export class Release {
  readonly world: ServingWorld
  readonly #folder: TestFolder
  readonly #options: FakeAzureOptions

  constructor(
    folder: TestFolder,
    inputs: Record<string, string> = {},
    options: FakeAzureOptions & { handoff?: object | string } = {},
  ) {
    const handoff = options.handoff ?? BUILD_OUTPUT
    folder.write({
      'mlops/build-pipeline-output-vars.json':
        typeof handoff === 'string' ? handoff : JSON.stringify(handoff),
      'request.json': '{"data": [{"age": 50}]}',
    })
    this.#folder = folder
    this.#options = {
      inputs: { ...FORM, requestFile: folder.at('request.json'), ...inputs },
      variables: { 'Pipeline.Workspace': folder.path, 'Build.BuildId': '7', ...options.variables },
    }
    this.world = fakeServing({ ...options, ...this.#options })
  }

  /** Runs the task as the runner does. */
  async run(): Promise<Outcome> {
    return task.run(task.readInputs(this.world.host), this.world.host)
  }

  /** What a person reads of a failure. */
  async failure(): Promise<string> {
    try {
      await this.run()
    } catch (error) {
      return explain(error).join('\n')
    }
    throw new Error('The task did not fail.')
  }

  /** The post-job part of the step: another process, with the task state that the main part left. */
  async finish(): Promise<FakeHost> {
    const post = this.newHost()
    Object.assign(post.taskState, this.world.host.taskState)
    await task.finish?.(post)
    return post
  }

  /** The same step once more, or with other variables another run: another process and another task state. */
  async again(variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const host = this.newHost(variables)
    return task.run(task.readInputs(host), host)
  }

  /** A host over the same world, as another process has it. */
  newHost(variables: Readonly<Record<string, string>> = {}): FakeHost {
    return new FakeHost({
      ...this.#options,
      signal: new AbortController().signal,
      variables: { ...this.#options.variables, ...variables },
      clock: this.world.clock,
      connections: { azure: connectionOf() },
      network: { wire: this.world.wire },
    })
  }

  /** What the runner does with a signal: the compensations, then the abort. */
  async cancel(controller: AbortController): Promise<void> {
    const pending = [...this.world.host.compensations].map(compensation =>
      compensation.run(new AbortController().signal),
    )
    controller.abort()
    await Promise.all(pending)
  }

  file(name: string): string {
    return this.#folder.at(name)
  }
}

const FORM = {
  azureSubscription: 'azure',
  resourceGroup: 'rg-mlops',
  workspaceName: 'ws-mlops',
  computeName: 'k8s',
  endpointName: 'chd',
  bakeTimeInSeconds: '2',
  expectations: '- {status: 200}\n- {jsonPath: "$.predictions[0]", equals: 1}',
}
