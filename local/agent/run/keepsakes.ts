import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

import type { JobDirectories } from '../job/context.ts'
import type { JobState } from './state.ts'

const mostFigures = 12
const mostBytes = 1024 * 1024

/**
 * Copies what the page of the run shows out of a job's workspace, which the next job empties: the hand-off, the
 * files of metrics that steps name in their outputs, and figures that were downloaded.
 */
export function keepForReport(job: JobState, { pipeline }: JobDirectories, folder: string): void {
  const handoff = join(pipeline, 'mlops')
  const files = [...jsonFiles(handoff), ...metricsFiles(job)]
  copy(files, folder)
  copy(figures(handoff), join(folder, 'figures'))
}

function jsonFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .map(name => join(folder, name))
}

function metricsFiles(job: JobState): string[] {
  return job.steps
    .map(step => step.outputs['metricsFile'] ?? '')
    .filter(path => path !== '' && existsSync(path))
}

function figures(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.toLowerCase().endsWith('.png'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
    .slice(0, mostFigures)
}

function copy(paths: readonly string[], folder: string): void {
  for (const path of paths) {
    if (!statSync(path).isFile() || statSync(path).size > mostBytes) continue
    mkdirSync(folder, { recursive: true })
    copyFileSync(path, join(folder, basename(path)))
  }
}
