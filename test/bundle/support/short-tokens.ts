import fs from 'node:fs'
import path from 'node:path'
import { startAzure } from '../../../local/azure/api.ts'
import { makeAgentFolders } from './agent-folders.ts'
import { azureStep } from './azure-step.ts'
import { launchTask, type Launched } from './launch-task.ts'

export interface ShortTokens {
  readonly done: Launched
  readonly seconds: number
  /** Tokens that Entra made for the task. */
  readonly tokens: number
  /** Requests of the task that were refused as not signed in. */
  readonly refused: readonly string[]
}

const training = (seconds: number): string => `import pathlib, sys, time
for second in range(${seconds}):
    print(f"second {second}", flush=True)
    time.sleep(1)
pathlib.Path(sys.argv[1], "model.txt").write_text("a model")
`

/** A whole training step in real time, in an Azure whose tokens live so much shorter than its job. */
export async function trainWithShortTokens(life: {
  jobSeconds: number
  tokenSeconds: number
}): Promise<ShortTokens> {
  const azure = await startAzure({ config: { tokenLifetimeSeconds: life.tokenSeconds } })
  const folders = makeAgentFolders()
  try {
    fs.mkdirSync(path.join(folders.sources, 'src'))
    fs.writeFileSync(path.join(folders.sources, 'src/main.py'), training(life.jobSeconds))
    fs.writeFileSync(path.join(folders.sources, 'conda.yml'), 'dependencies:\n  - python\n')
    const step = await azureStep(azure.description)
    const inputs = {
      ...step.inputs,
      definition: 'inputs',
      code: 'src',
      command: 'python main.py ${{outputs.model}}',
      condaFile: 'conda.yml',
      jobOutputs: 'model: {type: uri_folder}',
      downloadOutputs: 'all',
      modelName: 'patient',
    }
    const start = Date.now()
    const done = await launchTask(folders, { ...step, task: 'MLOpsTrain', inputs })
    const sent = azure.world.traffic.entries().filter(({ _client }) => _client === 'task')
    return {
      done,
      seconds: (Date.now() - start) / 1000,
      tokens: sent.filter(({ request }) => /oauth2\/v2\.0\/token/.test(request.url)).length,
      refused: sent
        .filter(({ response }) => response.status === 401)
        .map(({ request }) => `${request.method} ${request.url}`),
    }
  } finally {
    fs.rmSync(folders.root, { recursive: true })
    await azure.close()
  }
}
