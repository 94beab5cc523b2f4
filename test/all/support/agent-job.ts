import fs from 'node:fs'
import path from 'node:path'
import type { AzureUnderTest } from '../../contract/azure/local-azure.ts'
import { type AgentFolders, makeAgentFolders } from '../../bundle/support/agent-folders.ts'
import { azureStep } from '../../bundle/support/azure-step.ts'
import { type Launch, type Launched, type Running, startTask } from '../../bundle/support/launch-task.ts'

/** A job of an agent in which the bundled MLOpsContainerize runs over local Azure. */
export class ContainerizeJob {
  readonly folders: AgentFolders = makeAgentFolders()
  readonly #azure: AzureUnderTest
  readonly #inputs: Readonly<Record<string, string>>
  readonly #variables: Readonly<Record<string, string>>

  /** @param inputs of every run; paths are relative to the sources */
  constructor(
    azure: AzureUnderTest,
    inputs: Readonly<Record<string, string>>,
    variables: Readonly<Record<string, string>> = {},
  ) {
    this.#azure = azure
    this.#inputs = inputs
    this.#variables = variables
  }

  /** Puts files among the sources. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folders.sources, name)
      fs.mkdirSync(path.dirname(file), { recursive: true })
      fs.writeFileSync(file, text)
    }
  }

  async start(
    inputs: Readonly<Record<string, string>> = {},
    changes: Partial<Launch> = {},
  ): Promise<Running> {
    const step = await azureStep(this.#azure.description)
    return startTask(this.folders, {
      ...step,
      task: 'MLOpsContainerize',
      ...changes,
      variables: { ...step.variables, ...this.#variables, ...changes.variables },
      inputs: { ...step.inputs, ...this.#inputs, ...inputs },
    })
  }

  async run(inputs: Readonly<Record<string, string>> = {}, changes: Partial<Launch> = {}): Promise<Launched> {
    return (await this.start(inputs, changes)).ended
  }

  /** The hand-off as it lies in the workspace now. */
  handoff(): Record<string, unknown> {
    const file = path.join(this.folders.workspace, 'mlops/build-pipeline-output-vars.json')
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>
  }

  remove(): void {
    fs.rmSync(this.folders.root, { recursive: true })
  }
}
