import { inBoxManifest, type InBoxTask } from './in-box-task.ts'

export const publishBuildArtifacts: InBoxTask = {
  manifest: inBoxManifest({
    id: '2ff763a7-ce83-4e1f-bc89-0ae63477cebe',
    name: 'PublishBuildArtifacts',
    friendlyName: 'Publish build artifacts',
    description: 'Publish build artifacts to Azure Pipelines',
    major: 1,
    inputs: {
      PathtoPublish: { type: 'filePath', defaultValue: '$(Build.ArtifactStagingDirectory)', required: true },
      ArtifactName: { defaultValue: 'drop', required: true },
      ArtifactType: { aliases: ['publishLocation'], defaultValue: 'Container' },
    },
  }),
  run: ({ input, command }) => {
    if (input('ArtifactType').toLowerCase() !== 'container') {
      throw new Error('Local runs have no file share to publish to. Use publishLocation: Container.')
    }
    const name = escape(input('ArtifactName'))
    command(`##vso[artifact.upload containerfolder=${name};artifactname=${name};]${input('PathtoPublish')}`)
    return Promise.resolve()
  },
}

function escape(text: string): string {
  return text.replaceAll('%', '%AZP25').replaceAll(';', '%3B').replaceAll(']', '%5D')
}
