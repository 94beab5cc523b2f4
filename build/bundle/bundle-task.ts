import esbuild from 'esbuild'
import fs from 'node:fs'
import path from 'node:path'
import type { TaskFolder } from '../layout.ts'
import { metaFolder, root, stagedTasks } from '../layout.ts'

/**
 * Bundles one task into a CommonJS file that runs on the agent's Node without any package beside it.
 * `main` and `post` share it: what both need is there once, and each role is loaded only when called.
 */
export async function bundleTask(task: TaskFolder): Promise<esbuild.Metafile> {
  const { metafile, outputFiles } = await esbuild.build({
    stdin: { contents: entry(task), resolveDir: task.source, loader: 'ts', sourcefile: 'entry.ts' },
    absWorkingDir: root,
    outfile: path.join(stagedTasks, task.relative, 'bundle.js'),
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none', // the whole licences go into THIRD_PARTY_NOTICES.txt
    metafile: true,
    logLevel: 'silent',
    // Packages that ask for import.meta.url while they load die in CommonJS without this.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  })
  stage(task, outputFiles[0]?.contents ?? new Uint8Array())
  writeIfChanged(metafileOf(task), JSON.stringify(metafile))
  return metafile
}

export function metafileOf(task: TaskFolder): string {
  return path.join(metaFolder, `${path.basename(task.relative)}.json`)
}

export function roles(task: TaskFolder): ('main' | 'post')[] {
  return task.manifest.postjobexecution ? ['main', 'post'] : ['main']
}

function entry(task: TaskFolder): string {
  return roles(task)
    .map(role => `export const ${role} = () => import('./${role}.ts')`)
    .join('\n')
}

function stage(task: TaskFolder, bundle: Uint8Array): void {
  const folder = path.join(stagedTasks, task.relative)
  writeIfChanged(path.join(folder, 'bundle.js'), bundle)
  // Node would take the scripts for ES modules wherever a folder above them says so, as in this repository.
  writeIfChanged(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  for (const role of roles(task)) {
    writeIfChanged(path.join(folder, `${role}.js`), `'use strict'\nrequire('./bundle.js').${role}()\n`)
  }
}

/** Writes beside and renames, because a run of another process may be starting this very file. */
export function writeIfChanged(file: string, content: Uint8Array | string): void {
  if (fs.existsSync(file) && fs.readFileSync(file).equals(Buffer.from(content))) return
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const beside = `${file}.${process.pid}`
  fs.writeFileSync(beside, content)
  fs.renameSync(beside, file)
}
