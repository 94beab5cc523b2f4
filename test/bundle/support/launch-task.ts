import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
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
  /** Sends the signal as soon as the output has the text: the agent's way to cancel. */
  cancel?: { when: string; signal: NodeJS.Signals }
  /** Told of each line when it is written. */
  onLine?: (line: string) => void
}

export interface Launched extends TaskOutput {
  exitCode: number | null
  /** The signal that ended the process, where it did not exit by itself. */
  signal: NodeJS.Signals | null
  text: string
}

/** A task that runs. */
export interface Running {
  /** Resolves when the task has printed a line that matches; rejects when it ends without. */
  saw(pattern: RegExp): Promise<void>
  signal(name: NodeJS.Signals): void
  ended: Promise<Launched>
}

/** Starts a bundled task as the agent does: a child process, its environment, its own folders. */
export function startTask(folders: AgentFolders, launch: Launch): Running {
  const { task, role = 'main', hostType = 'build', cancel, onLine } = launch
  const { source, manifest } = findTask(task)
  const variables = { ...folderVariables(folders, hostType), ...launch.variables }
  const root = variables['System.DefaultWorkingDirectory'] ?? folders.sources
  const env = agentEnvironment(manifest, { ...launch, variables }, root)
  const script = path.join(source, `${role}.js`)
  const child = spawn(node, [script], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  if (onLine) createInterface({ input: child.stdout }).on('line', onLine)
  const output = new Output(child)
  if (cancel) output.when(text => text.includes(cancel.when)).then(() => child.kill(cancel.signal), neverSaid)
  return {
    saw: pattern => output.when(text => pattern.test(text)),
    signal: name => child.kill(name),
    ended: output.ended,
  }
}

/** Runs a bundled task to its end. */
export function launchTask(folders: AgentFolders, launch: Launch): Promise<Launched> {
  return startTask(folders, launch).ended
}

/** What a process says, both streams in one as the agent takes them. */
class Output {
  readonly ended: Promise<Launched>
  #text = ''
  readonly #changed = new EventEmitter()

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#text += chunk
        this.#changed.emit('text')
      })
    }
    this.ended = new Promise(resolve => {
      child.on('close', (exitCode, signal) => {
        this.#changed.emit('end')
        resolve({ ...readOutput(this.#text), exitCode, signal, text: this.#text })
      })
    })
  }

  /** Resolves as soon as the whole text so far is what was waited for; rejects when the process ends without. */
  when(isThere: (text: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (isThere(this.#text)) resolve()
      }
      this.#changed.on('text', look)
      this.#changed.once('end', () =>
        reject(new Error(`The task never said what was waited for:\n${this.#text}`)),
      )
      look()
    })
  }
}

/** The test sees for itself that the process was not ended by the signal. */
function neverSaid(): void {}

function findTask(name: string) {
  const found = findTasks(tasks).find(({ manifest }) => manifest.name === name)
  if (!found) throw new Error(`${tasks} holds no task ${name}; node build/bundle.mjs makes it.`)
  return found
}
