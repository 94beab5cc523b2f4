import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { checkExtension } from '../checks/extension-manifest.ts'
import { checkReleased, readReleased } from '../checks/released-inputs.ts'
import { checkVsix } from '../checks/vsix-content.ts'
import { dist, findTasks, root } from '../layout.ts'
import type { StagedExtension } from './stage.ts'
import { stageExtension } from './stage.ts'
import type { Variant } from './variant.ts'
import { listZip } from './zip.ts'

const tfx = path.join(root, 'node_modules/tfx-cli/_build/tfx-cli.js')

/** Makes the VSIX of one edition without a network and returns its path; throws with everything wrong. */
export async function createVsix(variant: Variant, into = dist): Promise<string> {
  const staged = stageExtension(variant, into)
  const manifests = findTasks().map(task => task.manifest)
  stopAt([...checkExtension(staged), ...checkReleased(manifests, readReleased())])
  const vsix = pack(staged, variant, into)
  stopAt(checkVsix(vsix, await listZip(vsix), staged.folder))
  return vsix
}

function pack({ folder, manifest }: StagedExtension, { suffix }: Variant, into: string): string {
  const vsix = path.join(into, `mlops-azureml-pipelines${suffix}-${manifest.version}.vsix`)
  const args = ['extension', 'create', '--root', folder, '--manifest-globs', 'vss-extension.json']
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [tfx, ...args, '--output-path', vsix, '--no-prompt', '--no-color'],
    { encoding: 'utf8' },
  )
  const said = `${stdout}${stderr}`
  if (status !== 0 || /^(warning|error):/im.test(said)) throw new Error(`tfx extension create:\n${said}`)
  return vsix
}

function stopAt(problems: string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'))
}
