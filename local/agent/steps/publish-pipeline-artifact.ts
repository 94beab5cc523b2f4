import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

import { inBoxManifest, type InBoxTask } from './in-box-task.ts'

export const publishPipelineArtifact: InBoxTask = {
  manifest: inBoxManifest({
    id: 'ecdc45f6-832d-4ad9-b52b-ee49e94659be',
    name: 'PublishPipelineArtifact',
    friendlyName: 'Publish Pipeline Artifacts',
    description: 'Publish (upload) a file or directory as a named artifact for the current run',
    major: 1,
    inputs: {
      targetPath: { type: 'filePath', aliases: ['path'], defaultValue: '$(Pipeline.Workspace)' },
      artifactName: { aliases: ['artifact'] },
      publishLocation: { defaultValue: 'pipeline' },
      properties: {},
    },
  }),
  run: ({ input, variable, artifacts, directories, log }) => {
    if (!['pipeline', ''].includes(input('publishLocation').toLowerCase())) {
      throw new Error('Local runs publish to the pipeline only. Remove publishLocation.')
    }
    const path = resolve(directories.defaultWorking, input('targetPath'))
    if (!existsSync(path))
      throw new Error(`Path does not exist: ${path}. Publish a file or folder that is there.`)
    const name = input('artifactName') || (variable('System.JobIdentifier') ?? 'artifact')
    if (artifacts.exists(name))
      throw new Error(`Artifact ${name} already exists. Publish under another name.`)
    artifacts.publish(name, path)
    log(`Published ${path} as artifact ${name}.`)
    return Promise.resolve()
  },
}
