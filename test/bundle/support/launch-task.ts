import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { findTasks, stagedTasks } from '../../../build/layout.ts'
import type { AgentFolders } from './agent-folders.ts'
import { folderVariables } from './agent-folders.ts'
import type { Step } from './environment.ts'
import { agentEnvironment } from './environment.ts'
import type { TaskOutput } from './task-output.ts'
import { readOutput } from './task-output.ts'

/** The Node and the tasks under test: `npm test` sets both, a single file runs on what is at hand. */
export const node = process.env['BUNDLE_NODE'] ?? process.execPath
export const tasks = process.env['BUNDLE_TASKS'] ?? stagedTasks

export interface Launch extends Step {
  task: string
  role?: 'main' | 'post'
  hostType?: 'build' | 'release'
}

export interface Launched extends TaskOutput {
  exitCode: number | null
  text: string
}

/** Runs a bundled task to its end as the agent does: a child process, its environment, its own folders. */
export async function launchTask(folders: AgentFolders, launch: Launch): Promise<Launched> {
  const { task, role = 'main', hostType = 'build' } = launch
  const { source, manifest } = findTask(task)
  const variables = { ...folderVariables(folders, hostType), ...launch.variables }
  const root = variables['System.DefaultWorkingDirectory'] ?? folders.sources
  const env = agentEnvironment(manifest, { ...launch, variables }, root)
  const child = spawn(node, [path.join(source, `${role}.js`)], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [said, complained, closed] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  const output = `${said}${complained}`
  return { ...readOutput(output), exitCode: closed[0] as number | null, text: output }
}

function findTask(name: string) {
  const found = findTasks(tasks).find(({ manifest }) => manifest.name === name)
  if (!found) throw new Error(`${tasks} holds no task ${name}; node build/bundle.mjs makes it.`)
  return found
}
