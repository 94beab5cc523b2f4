import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

import type { RunListener } from './listener.ts'
import type { RunState, StepState } from './state.ts'
import { summarize } from './summary.ts'

/** Marks a folder as one that a run wrote, so that a later run may empty it. */
const marker = '.local-run'

/** The folder that a run leaves behind: log.txt, logs/, artifacts/, report.html, summary.json. */
export class RunOutput {
  readonly directory: string
  readonly logs: string

  constructor(directory: string) {
    this.directory = directory
    this.logs = join(directory, 'logs')
  }

  /** @param fresh forget what an earlier run of another build left there */
  open(fresh: boolean): void {
    const { directory } = this
    if (fresh && existsSync(join(directory, marker))) {
      for (const name of ['log.txt', 'logs', 'artifacts', 'report.html', 'summary.json']) {
        rmSync(join(directory, name), { recursive: true, force: true })
      }
    }
    mkdirSync(this.logs, { recursive: true })
    writeFileSync(join(directory, marker), '')
  }

  listener(): RunListener {
    return { line: (line, time, step) => this.#append(`${agentTime(time)} ${line}\n`, step) }
  }

  /** Writes what can only be told at the end. */
  close(state: RunState, artifacts: string, report: string): void {
    writeFileSync(join(this.directory, 'summary.json'), `${JSON.stringify(summarize(state), null, 2)}\n`)
    writeFileSync(join(this.directory, 'report.html'), report)
    const target = join(this.directory, 'artifacts')
    mkdirSync(target, { recursive: true })
    if (existsSync(artifacts)) cpSync(artifacts, target, { recursive: true, force: true })
  }

  /** Lets `latest` beside the folder lead to it. */
  linkLatest(): void {
    const link = join(dirname(this.directory), 'latest')
    rmLink(link)
    symlinkSync(basename(this.directory), link, process.platform === 'win32' ? 'junction' : 'dir')
  }

  #append(text: string, step: StepState | undefined): void {
    appendFileSync(join(this.directory, 'log.txt'), text)
    if (!step) return
    const path = join(this.logs, step.log)
    mkdirSync(dirname(path), { recursive: true })
    appendFileSync(path, text)
  }
}

/** The agent writes ten millionths of a second. */
function agentTime(time: Date): string {
  return time.toISOString().replace('Z', '0000Z')
}

function rmLink(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ENOENT') throw error
  }
}
