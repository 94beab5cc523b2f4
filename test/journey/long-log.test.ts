import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { startAzure } from '../../local/azure/api.ts'
import type { HarEntry } from '../../local/azure/core/traffic.ts'
import { plugins } from '../../local/azure/plugins.ts'
import { findTasks } from '../../build/layout.ts'
import { folderVariables, makeAgentFolders, type AgentFolders } from '../bundle/support/agent-folders.ts'
import { azureStep } from '../bundle/support/azure-step.ts'
import { agentEnvironment, type Step } from '../bundle/support/environment.ts'
import { GrowingLog } from './support/growing-log.ts'
import { node, tasks } from '../bundle/support/launch-task.ts'

const POLLS = 500
const LINES_AT_ONCE = 2400
const MEGABYTE = 1_000_000

interface Measured {
  readonly exitCode: number | null
  /** Numbers of the log's lines, in the order in which they were printed, as long as they count up. */
  readonly counted: number
  readonly others: readonly string[]
  /** Bytes. */
  readonly peakMemory: number
}

/** The bundled task as a process of its own, whose output is counted, not kept. */
async function measure(folders: AgentFolders, step: Step): Promise<Measured> {
  const task = findTasks(tasks).find(({ manifest }) => manifest.name === 'MLOpsTrain')
  assert.ok(task, 'MLOpsTrain is not bundled')
  const variables = { ...folderVariables(folders, 'build'), ...step.variables }
  const file = path.join(folders.temp, 'measured.json')
  const child = spawn(
    node,
    ['--import', pathToFileURL('test/journey/support/measured.mjs').href, path.join(task.source, 'main.js')],
    {
      cwd: folders.sources,
      env: {
        ...agentEnvironment(task.manifest, { ...step, variables }, folders.sources),
        MEASURED_FILE: file,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let counted = 0
  const others: string[] = []
  createInterface({ input: child.stdout }).on('line', line => {
    if (line.startsWith(`L${counted} `)) counted++
    else others.push(line.slice(0, 500))
  })
  const exitCode = await new Promise<number | null>(resolve => child.once('close', resolve))
  const { maxRSS } = JSON.parse(fs.readFileSync(file, 'utf8')) as NodeJS.ResourceUsage
  return { exitCode, counted, others, peakMemory: maxRSS * 1024 }
}

const isLogRead = ({ request, _client }: HarEntry): boolean =>
  _client === 'task' && request.method === 'GET' && request.url.includes('/user_logs/std_log.txt')

describe('A log of 100 MB that a task reads while it grows', function () {
  this.timeout(300_000)
  const log = new GrowingLog(LINES_AT_ONCE, POLLS)
  const folders = makeAgentFolders()
  after(() => fs.rmSync(folders.root, { recursive: true }))

  it('in 500 polls costs at most 1.05 times its bytes, is printed once and whole, and little of it is held', async function () {
    const azure = await startAzure({ plugins: [log.plugin, ...plugins] })
    try {
      const step = await azureStep(azure.description)
      const go = path.join(folders.root, 'go')
      fs.writeFileSync(path.join(folders.sources, 'conda.yml'), 'dependencies:\n  - python\n')
      const inputs = {
        ...step.inputs,
        definition: 'inputs',
        command: `while [ ! -e ${go} ]; do sleep 0.05; done`,
        condaFile: 'conda.yml',
        waitForCompletion: 'true',
      }
      const running = measure(folders, { ...step, inputs })
      await Promise.race([log.full, running])
      fs.writeFileSync(go, '')
      const { exitCode, counted, others, peakMemory } = await running

      assert.equal(exitCode, 0, others.join('\n'))
      assert.ok(log.bytes >= 100 * MEGABYTE, `the log has ${log.bytes} bytes`)
      assert.equal(log.polls, POLLS, others.join('\n'))
      assert.equal(counted, log.lines, others.join('\n'))
      const reads = azure.world.traffic.entries().filter(isLogRead)
      assert.ok(reads.every(({ response }) => response.bodySize >= 0))
      const bytes = reads.reduce((sum, { response }) => sum + response.bodySize, 0)
      assert.ok(bytes <= 1.05 * log.bytes, `${bytes} bytes were downloaded for a log of ${log.bytes}`)
      const held = Math.round(peakMemory / MEGABYTE)
      assert.ok(held < 250, `the task held ${held} MB`)
      this.test!.title += ` (${(bytes / log.bytes).toFixed(4)} times, at most ${held} MB)`
    } finally {
      await azure.close()
    }
  })
})
