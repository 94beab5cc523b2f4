import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import type { AgentFolders } from '../../bundle/support/agent-folders.ts'
import type { Step } from '../../bundle/support/environment.ts'
import { launchTask } from '../../bundle/support/launch-task.ts'

const FOREST = path.resolve(import.meta.dirname, '../fixtures/forest')
const TABLE = path.resolve(import.meta.dirname, '../../../samples/chd/data/chd-synthetic.csv')

const TRAIN = { jobFile: 'job.yml', downloadOutputs: 'none', modelName: 'forest', modelPath: 'model' }
const BUILD = { modelName: 'forest', code: 'src', condaFile: 'conda.yml', repository: 'forest' }

/** Trains a forest and builds its image with the product's own tasks. Answers the image by digest. */
export async function buildForest(folders: AgentFolders, step: Step): Promise<string> {
  fs.cpSync(FOREST, folders.sources, { recursive: true })
  fs.copyFileSync(TABLE, path.join(folders.sources, path.basename(TABLE)))
  const run = async (task: string, inputs: Record<string, string>) => {
    const ended = await launchTask(folders, { ...step, task, inputs: { ...step.inputs, ...inputs } })
    assert.equal(ended.result, 'Succeeded', ended.text)
    return ended.outputs
  }
  await run('MLOpsTrain', TRAIN)
  const { imageReference } = await run('MLOpsContainerize', BUILD)
  assert.ok(imageReference)
  return imageReference
}

/** The first rows of the table without their label, as requests. */
export function forestRequests(count: number): string[] {
  const [, ...lines] = fs.readFileSync(TABLE, 'utf8').trimEnd().split(/\r?\n/)
  return lines.slice(0, count).map(line => {
    const cells = line.split(',').slice(0, -1)
    return JSON.stringify({
      row: cells.map(cell => (Number.isNaN(Number(cell)) || cell === '' ? null : Number(cell))),
    })
  })
}
