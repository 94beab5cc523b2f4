import fs from 'node:fs'
import path from 'node:path'
import type { RunningAzure } from '../../../local/azure/api.ts'
import { listRuns } from '../../../local/azure/run-history/runs.ts'
import { makeAgentFolders, type AgentFolders } from '../../bundle/support/agent-folders.ts'
import { azureStep } from '../../bundle/support/azure-step.ts'
import type { KillPoint, KillSwitch } from '../../bundle/support/kill-switch.ts'
import {
  launchTask,
  startTask,
  type Launch,
  type Launched,
  type Running,
} from '../../bundle/support/launch-task.ts'

export interface LostAndRepeated {
  readonly lost: Launched
  readonly again: Launched
  /** Names of the jobs that the two attempts left. */
  readonly jobs: readonly string[]
  /** Versions of the model that they left, as `name:version`. */
  readonly models: readonly string[]
}

const JOB = `type: command
code: ./src
command: python main.py \${{inputs.data}} \${{outputs.model}}
environment: {image: base, conda_file: conda.yml}
inputs:
  data: {type: uri_file, path: data.csv}
outputs:
  model: {type: uri_folder}
`

const MAIN = `import pathlib, sys, time
print("training", flush=True)
time.sleep(1.5)
pathlib.Path(sys.argv[2], "model.txt").write_text("a model")
`

/** Runs a training step whose agent dies at that point, then the same step on another agent. */
export async function loseAgentAt(
  point: KillPoint,
  index: number,
  azure: RunningAzure,
  killSwitch: KillSwitch,
): Promise<LostAndRepeated> {
  const launch = await stepOf(index, azure)
  const agent = launch.variables?.['Agent.Version'] ?? ''
  let running: Running | undefined
  killSwitch.arm(agent, point, () => running)
  const lost = await onAgent(index, folders => (running = startTask(folders, launch)).ended)
  killSwitch.disarm(agent)
  const variables = { ...launch.variables, 'System.JobAttempt': '2' }
  const again = await onAgent(index, folders => launchTask(folders, { ...launch, variables }))
  return { lost, again, jobs: jobsOf(azure, index), models: modelsOf(azure, index) }
}

async function stepOf(index: number, azure: RunningAzure): Promise<Launch> {
  const step = await azureStep(azure.description)
  return {
    ...step,
    task: 'MLOpsTrain',
    variables: { ...step.variables, 'Agent.Version': `4.275.${index}`, 'System.TaskInstanceName': 'train' },
    inputs: {
      ...step.inputs,
      jobFile: 'job.yml',
      experimentName: `kill-${index}`,
      waitForCompletion: 'true',
      downloadOutputs: 'model',
      modelName: `killed-${index}`,
    },
  }
}

/** Sources as a checkout leaves them, of which code, data and environment are each case's own. */
async function onAgent<T>(index: number, work: (folders: AgentFolders) => Promise<T>): Promise<T> {
  const folders = makeAgentFolders()
  const files = {
    'job.yml': JOB,
    'conda.yml': `name: case-${index}\ndependencies:\n  - python\n`,
    'data.csv': `case\n${index}\n`,
    'src/main.py': MAIN,
    'src/case.py': `CASE = ${index}\n`,
  }
  fs.mkdirSync(path.join(folders.sources, 'src'))
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folders.sources, name), text)
  try {
    return await work(folders)
  } finally {
    fs.rmSync(folders.root, { recursive: true })
  }
}

const jobsOf = ({ world }: RunningAzure, index: number): string[] =>
  listRuns(world)
    .map(({ runId }) => runId)
    .filter(name => name.startsWith(`kill-${index}-`))

const modelsOf = ({ world }: RunningAzure, index: number): string[] =>
  (world.store.collection('models').list() as { id: string }[])
    .map(({ id }) => /\/models\/([^/]+)\/versions\/(\d+)$/.exec(id)?.slice(1).join(':') ?? '')
    .filter(name => name.startsWith(`killed-${index}:`))
