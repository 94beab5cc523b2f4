import fs from 'node:fs'
import path from 'node:path'
import { findTasks, root } from '../layout.ts'
import type { TaskManifest } from '../task-manifest.ts'
import { jobFilesPage } from './job-files.ts'
import { servingFilesPage } from './serving-files.ts'
import { troubleshootingPage } from './troubleshooting.ts'
import { withReference } from './task-reference.ts'

export function pageOf({ name }: TaskManifest): string {
  return path.join(root, 'docs/tasks', `${name}.md`)
}

export const JOB_FILES = path.join(root, 'docs/job-files.md')
export const SERVING_FILES = path.join(root, 'docs/serving-files.md')
export const TROUBLESHOOTING = path.join(root, 'docs/troubleshooting.md')

/** Makes the reference part of each task's page anew. */
export function writeDocs(): void {
  for (const { manifest } of findTasks()) {
    const page = pageOf(manifest)
    fs.writeFileSync(page, withReference(fs.readFileSync(page, 'utf8'), manifest))
    console.log(path.relative(root, page))
  }
  fs.writeFileSync(JOB_FILES, jobFilesPage())
  console.log(path.relative(root, JOB_FILES))
  fs.writeFileSync(SERVING_FILES, servingFilesPage())
  console.log(path.relative(root, SERVING_FILES))
  fs.writeFileSync(TROUBLESHOOTING, troubleshootingPage())
  console.log(path.relative(root, TROUBLESHOOTING))
}
