import type { Located } from '../model.ts'
import { PipelineError } from '../position.ts'
import type { Fields } from './fields.ts'

/** A step keyword that stands for a task: its value goes to one input, its own keys to inputs of the same name. */
interface Shortcut {
  task: string
  valueInput: string
  /** Key of the step to input of the task. */
  inputs: Readonly<Record<string, string>>
  fixed: Readonly<Record<string, string>>
}

const script = { workingDirectory: 'workingDirectory', failOnStderr: 'failOnStderr' }
const powershell = {
  ...script,
  errorActionPreference: 'errorActionPreference',
  ignoreLASTEXITCODE: 'ignoreLASTEXITCODE',
}

export const shortcuts: Readonly<Record<string, Shortcut>> = {
  script: { task: 'CmdLine@2', valueInput: 'script', inputs: script, fixed: {} },
  bash: { task: 'Bash@3', valueInput: 'script', inputs: script, fixed: { targetType: 'inline' } },
  pwsh: {
    task: 'PowerShell@2',
    valueInput: 'script',
    inputs: powershell,
    fixed: { targetType: 'inline', pwsh: 'true' },
  },
  publish: {
    task: 'PublishPipelineArtifact@1',
    valueInput: 'targetPath',
    inputs: { artifact: 'artifactName' },
    fixed: {},
  },
  download: {
    task: 'DownloadPipelineArtifact@2',
    valueInput: 'source',
    inputs: { artifact: 'artifactName', patterns: 'itemPattern', path: 'targetPath' },
    fixed: {},
  },
  checkout: {
    task: 'Checkout@1',
    valueInput: 'repository',
    inputs: { clean: 'clean', fetchDepth: 'fetchDepth', fetchTags: 'fetchTags', lfs: 'lfs' },
    fixed: {},
  },
}

/** Keywords of Azure Pipelines that are steps elsewhere, with the remedy. */
export const refusedSteps: Readonly<Record<string, string>> = {
  powershell: 'Use "pwsh", which runs on every system.',
  downloadBuild: 'Use "download: current"; a local run has no other pipelines.',
  getPackage: 'Fetch the package in a script.',
  reviewApp: 'Remove the step for local runs.',
  template: 'A template reference belongs into a list of steps written in a file.',
}

export function readShortcut(keyword: string, shortcut: Shortcut, fields: Fields): Map<string, Located> {
  const value = fields.located(keyword)
  if (!value) throw new PipelineError(fields.at, `"${keyword}" needs a value.`, '')
  const inputs = new Map<string, Located>([[shortcut.valueInput, value]])
  for (const [key, input] of Object.entries(shortcut.inputs)) {
    const given = fields.located(key)
    if (given) inputs.set(input, given)
  }
  for (const [input, text] of Object.entries(shortcut.fixed)) inputs.set(input, { text, at: value.at })
  return inputs
}
