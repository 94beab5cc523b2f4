import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import type { HostType, JobDirectories } from './context.ts'

/** The folders of a job below the agent's home, laid out as the agent does. */
export function jobDirectories(home: string, hostType: HostType): JobDirectories {
  const work = join(home, '_work')
  const root = join(work, hostType === 'build' ? '1' : 'r1')
  const sources = hostType === 'build' ? join(root, 's') : undefined
  const artifacts = join(root, 'a')
  return {
    home,
    work,
    temp: join(work, '_temp'),
    tools: join(work, '_tool'),
    pipeline: root,
    sources,
    staging: artifacts,
    defaultWorking: sources ?? artifacts,
  }
}

/** Empties the workspace of the job before, and makes the folders of this one; tools are kept. */
export function makeDirectories(directories: JobDirectories): void {
  const { pipeline, sources, staging, tools, temp } = directories
  rmSync(pipeline, { recursive: true, force: true, maxRetries: 3 })
  const own = [sources, staging, join(pipeline, 'b'), join(pipeline, 'TestResults'), tools, temp]
  for (const folder of own) if (folder !== undefined) mkdirSync(folder, { recursive: true })
}

export function cleanTemp({ temp }: JobDirectories): void {
  rmSync(temp, { recursive: true, force: true, maxRetries: 3 })
  mkdirSync(temp, { recursive: true })
}
