import fs from 'node:fs'
import path from 'node:path'
import { checkBundle } from '../checks/bundle-content.ts'
import { checkZipSize } from '../checks/zip-size.ts'
import type { TaskFolder } from '../layout.ts'
import { findTasks, stagedTasks } from '../layout.ts'
import { bundleTask, writeIfChanged } from './bundle-task.ts'
import { extensionVersion, stampVersion } from './stamp-version.ts'

/** Bundles and stages all tasks, or the named ones, and fails with everything that is wrong with them. */
export async function bundleAll(names: string[] = []): Promise<void> {
  const tasks = findTasks().filter(({ manifest }) => names.length === 0 || names.includes(manifest.name))
  const results = await Promise.allSettled(tasks.map(bundleAndCheck))
  const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason as Error] : []))
  if (failures.length > 0) throw new Error(failures.map(failure => failure.message).join('\n'))
  if (names.length === 0) removeStale(tasks)
}

async function bundleAndCheck(task: TaskFolder): Promise<void> {
  const folder = path.join(stagedTasks, task.relative)
  const manifest = stampVersion(task.manifest, extensionVersion())
  writeIfChanged(path.join(folder, 'task.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  writeIfChanged(path.join(folder, 'icon.png'), fs.readFileSync(path.join(task.source, 'icon.png')))
  const metafile = await bundleTask(task)
  const problems = [...checkBundle(metafile), ...checkZipSize(folder)]
  if (problems.length > 0)
    throw new Error(problems.map(problem => `${task.manifest.name}: ${problem}`).join('\n'))
}

/** A task that was renamed or removed must not linger in the package. */
function removeStale(tasks: TaskFolder[]): void {
  const wanted = new Set(tasks.map(task => task.relative))
  for (const staged of findTasks(stagedTasks)) {
    if (!wanted.has(staged.relative)) fs.rmSync(staged.source, { recursive: true })
  }
}
