import type { CommandArea } from './definition.ts'
import { existingFile, required } from './definition.ts'
import { taskArea, uploadSummary } from './task-area.ts'

const trusted = { inRestrictedMode: false }

const artifactArea: CommandArea = {
  hosts: ['build'],
  commands: {
    upload: {
      ...trusted,
      run: (context, command) => {
        const folder = command.properties.get('containerfolder') ?? ''
        context.job.parts.artifacts.publish(required(command, 'artifactname'), existingFile(command), folder)
      },
    },
    associate: {
      ...trusted,
      run: (context, command) => {
        required(command, 'artifacttype')
        context.debug(`The artifact ${required(command, 'artifactname')} lies at ${command.data}.`)
      },
    },
  },
}

const buildArea: CommandArea = {
  hosts: ['build'],
  commands: {
    uploadlog: {
      ...trusted,
      run: (context, command) => context.job.parts.artifacts.keepFile(existingFile(command)),
    },
    uploadsummary: { ...trusted, run: uploadSummary },
    updatebuildnumber: {
      ...trusted,
      run: ({ job }, { data }) => {
        if (data === '') throw new Error('##vso[build.updatebuildnumber] needs a build number.')
        job.parts.variables.define({ name: 'Build.BuildNumber', value: data, secret: false, readonly: true })
        job.parts.listener.buildNumberChanged?.(data)
      },
    },
    addbuildtag: {
      ...trusted,
      run: ({ job }, { data }) => {
        if (data === '') throw new Error('##vso[build.addbuildtag] needs a tag.')
        job.parts.listener.tagAdded?.(data)
      },
    },
  },
}

const releaseArea: CommandArea = {
  hosts: ['release'],
  commands: {
    updatereleasename: {
      ...trusted,
      run: ({ job }, { data }) => {
        if (data === '') throw new Error('##vso[release.updatereleasename] needs a name.')
        job.parts.variables.define({
          name: 'Release.ReleaseName',
          value: data,
          secret: false,
          readonly: true,
        })
      },
    },
  },
}

/** Test and coverage results are kept with the run's files; nothing here draws them. */
const resultArea = (fileKey: string): CommandArea => ({
  commands: {
    publish: {
      ...trusted,
      run: (context, command) => {
        for (const path of (command.properties.get(fileKey) ?? '').split(',').filter(Boolean)) {
          context.job.parts.artifacts.keepFile(existingFile({ ...command, data: path }))
        }
      },
    },
  },
})

/** Telemetry of tasks that are not the vendor's own is dropped. */
const telemetryArea: CommandArea = {
  commands: { publish: { inRestrictedMode: true, run: context => context.debug('Telemetry is dropped.') } },
}

export const commandAreas: Readonly<Record<string, CommandArea>> = {
  task: taskArea,
  artifact: artifactArea,
  build: buildArea,
  release: releaseArea,
  results: resultArea('resultfiles'),
  codecoverage: resultArea('summaryfile'),
  telemetry: telemetryArea,
}
