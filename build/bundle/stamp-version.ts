import path from 'node:path'
import { readJson, root } from '../layout.ts'
import type { TaskManifest } from '../task-manifest.ts'

/** The version of the extension, which package.json alone states. */
export function extensionVersion(): string {
  return readJson<{ version: string }>(path.join(root, 'package.json')).version
}

/**
 * Agents keep a task by its version for ever, so each release of the extension moves each task's version.
 * The major is the task's own (users write it: `MLOpsTrain@1`); 0.3.2 of the extension makes it 1.3.2,
 * and 2.3.2 makes it 1.203.2.
 */
export function stampVersion(manifest: TaskManifest, extension: string): TaskManifest {
  const [major = 0, minor = 0, patch = 0] = extension.split('.').map(Number)
  return { ...manifest, version: { Major: manifest.version.Major, Minor: major * 100 + minor, Patch: patch } }
}
