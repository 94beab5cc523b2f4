import * as tl from 'azure-pipelines-task-lib/task.js'
import type { Log } from './host.ts'
import { neutralise } from './neutralise.ts'

/** The agent's log. Everything printed may hold text from outside, so everything is neutralised here. */
export class AgentLog implements Log {
  info(message: string): void {
    console.log(neutralise(message))
  }

  debug(message: string): void {
    tl.debug(neutralise(message))
  }

  warning(message: string): void {
    tl.logIssue(tl.IssueType.Warning, neutralise(message))
  }

  error(message: string): void {
    tl.logIssue(tl.IssueType.Error, neutralise(message))
  }

  section(title: string): void {
    console.log(`##[section]${neutralise(title)}`)
  }

  async group<T>(title: string, body: () => Promise<T>): Promise<T> {
    this.openGroup(title)
    try {
      return await body()
    } finally {
      this.closeGroup()
    }
  }

  openGroup(title: string): void {
    console.log(`##[group]${neutralise(title)}`)
  }

  closeGroup(): void {
    console.log('##[endgroup]')
  }

  progress(percent: number, operation: string): void {
    tl.setProgress(Math.max(0, Math.min(100, Math.round(percent))), neutralise(operation))
  }
}
