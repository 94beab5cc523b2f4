import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { node } from './launch-task.ts'

const cli = fileURLToPath(new URL('../../../local/cli.ts', import.meta.url))

/** `summary.json` of a run, as far as tests read it. */
export interface RunSummary {
  result: string
  stages: { name: string; result: string; jobs: { steps: StepSummary[] }[] }[]
}

export interface StepSummary {
  name: string
  result: string
  attempts: number
  outputs: Record<string, string>
}

export interface LocalRun {
  exitCode: number | null
  signal: NodeJS.Signals | null
  text: string
  out: string
  summary: RunSummary | undefined
  step(name: string): StepSummary
}

export interface RunOptions {
  state: string
  file?: string
  args?: string[]
  /** Sends the signal to the agent as soon as its output has the text. */
  interrupt?: { when: string; signal: NodeJS.Signals }
}

export const makeStateFolder = (): string =>
  path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-state-')), 'state')

/** `npm run local -- run FILE`: the command as a user starts it, on the Node under test. */
export async function localRun({ state, file, args = [], interrupt }: RunOptions): Promise<LocalRun> {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-out-'))
  const options = ['--state', state, '--out', out, '--node', node, ...args]
  const child = startCli(['run', ...(file ? [file] : []), ...options])
  let text = ''
  const listen = (chunk: Buffer): void => {
    const before = interrupt && text.includes(interrupt.when)
    text += chunk.toString()
    if (interrupt && !before && text.includes(interrupt.when)) child.kill(interrupt.signal)
  }
  child.stdout?.on('data', listen)
  child.stderr?.on('data', listen)
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  const summary = readSummary(out)
  return { exitCode, signal, text, out, summary, step: name => stepOf(summary, name) }
}

/** Ends what a run left serving, and deletes its state. */
export async function resetState(state: string): Promise<void> {
  await once(startCli(['reset', '--state', state]), 'close')
}

function startCli(args: string[]): ChildProcess {
  const env = { ...process.env, NO_COLOR: '1' }
  return spawn(process.execPath, ['--import=tsx', cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

function readSummary(out: string): RunSummary | undefined {
  const file = path.join(out, 'summary.json')
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as RunSummary) : undefined
}

function stepOf(summary: RunSummary | undefined, name: string): StepSummary {
  const steps = summary?.stages.flatMap(stage => stage.jobs.flatMap(job => job.steps)) ?? []
  const found = steps.find(step => step.name === name)
  if (!found)
    throw new Error(`The run has no step ${name}; it has ${steps.map(step => step.name).join(', ')}.`)
  return found
}
