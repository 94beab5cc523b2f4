import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

import { inBoxManifest, type InBoxTask } from './in-box-task.ts'
import { matchPatterns } from './patterns.ts'

export const downloadPipelineArtifact: InBoxTask = {
  manifest: inBoxManifest({
    id: '61f2a582-95ae-4948-b34d-a1b3c4f6a737',
    name: 'DownloadPipelineArtifact',
    friendlyName: 'Download Pipeline Artifacts',
    description: 'Download build and pipeline artifacts of the current run',
    major: 2,
    inputs: {
      source: { aliases: ['buildType'], defaultValue: 'current' },
      artifactName: { aliases: ['artifact'] },
      itemPattern: { aliases: ['patterns'], defaultValue: '**' },
      targetPath: { aliases: ['path', 'downloadPath'] },
    },
  }),
  run: ({ input, artifacts, directories, log }) => {
    if (input('source').toLowerCase() !== 'current') {
      throw new Error(
        `A local run has no other pipelines: source "${input('source')}" is not there. Use "current".`,
      )
    }
    const wanted = input('artifactName')
    if (wanted !== '' && !artifacts.exists(wanted)) {
      throw new Error(
        `Artifact ${wanted} was not found. Published so far: ${artifacts.names().join(', ') || 'none'}.`,
      )
    }
    const names = wanted === '' ? artifacts.names() : [wanted]
    for (const name of names) {
      // With a path of one's own a single artifact is not put into a folder of its name.
      const own = input('targetPath')
      const folder = own !== '' && wanted !== '' ? '' : name
      const target = join(
        own === '' ? directories.pipeline : resolve(directories.defaultWorking, own),
        folder,
      )
      const count = copyMatching(artifacts.path(name), target, input('itemPattern'))
      log(`Downloaded artifact ${name} (${count} files) to ${target}.`)
    }
    return Promise.resolve()
  },
}

function copyMatching(source: string, target: string, patterns: string): number {
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(source, join(entry.parentPath, entry.name)))
  const chosen = matchPatterns(files, patterns)
  mkdirSync(target, { recursive: true })
  for (const file of chosen) {
    mkdirSync(dirname(join(target, file)), { recursive: true })
    cpSync(join(source, file), join(target, file), { recursive: true })
  }
  return chosen.length
}
