import { hostname } from 'node:os'
import { join } from 'node:path'

import type { Variable } from '../variables/variables.ts'
import type { HostType, JobDirectories } from './context.ts'

export interface CollectionAccess {
  /** With a slash at the end. */
  uri: string
  accessToken: string
  projectId: string
  planId: string
  jobId: string
}

export interface JobFacts {
  hostType: HostType
  collection: CollectionAccess
  stageName: string
  stageDisplayName: string
  jobName: string
  jobDisplayName: string
  /** Name of the leg of a matrix. */
  leg: string | undefined
  legPosition: { index: number; total: number }
  jobAttempt: number
  stageAttempt: number
  definition: { id: number; name: string }
  startedAt: Date
  timelineId: string
}

export interface BuildFacts {
  id: number
  number: string
  sourceVersion: string
  /** As `refs/heads/main`. */
  sourceBranch: string
  sourceVersionMessage: string
  sourceVersionAuthor: string
  requestedFor: string
  repositoryName: string
  repositoryUri: string
}

/** The version of the agent that this one behaves like. */
const agentVersion = '4.275.0'
const project = 'mlops'
const collectionId = '8d0b2b3a-5f8e-4a57-9b53-2a6b9c1f7d10'

function readonly(values: Readonly<Record<string, string | number>>): Variable[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    value: String(value),
    secret: false,
    readonly: true,
  }))
}

/** What Azure DevOps sends along with a job. */
export function systemVariables(facts: JobFacts): Variable[] {
  const { hostType, collection, definition } = facts
  const hub = `${collection.uri}${collection.projectId}/_apis/distributedtask/hubs/${hostType}`
  return [
    ...readonly({
      system: hostType,
      'system.hosttype': hostType,
      'system.servertype': 'Hosted',
      'system.culture': 'en-US',
      'system.collectionId': collectionId,
      'system.collectionUri': collection.uri,
      'system.teamFoundationCollectionUri': collection.uri,
      'system.taskDefinitionsUri': collection.uri,
      'system.teamFoundationServerUri': collection.uri,
      'system.oidcRequestUri': `${hub}/plans/${collection.planId}/jobs/${collection.jobId}/oidctoken`,
      'system.pipelineStartTime': facts.startedAt.toISOString(),
      'system.teamProject': project,
      'system.teamProjectId': collection.projectId,
      'system.definitionId': definition.id,
      'system.definitionName': safe(definition.name),
      ...(hostType === 'build' && { 'build.definitionName': safe(definition.name) }),
      'system.planId': collection.planId,
      'system.timelineId': facts.timelineId,
      'system.jobId': collection.jobId,
      'system.isScheduled': 'False',
      'system.pullRequest.isFork': 'False',
      'system.enableAccessToken': 'SecretVariable',
      'system.jobParallelismTag': 'Private',
      'agent.readOnlyVariables': 'true',
      'agent.retainDefaultEncoding': 'false',
      MSDEPLOY_HTTP_USER_AGENT: `VSTS_${collectionId}_${hostType}_${definition.id}_0`,
      AZURE_HTTP_USER_AGENT: `VSTS_${collectionId}_${hostType}_${definition.id}_0`,
    }),
    ...jobVariables(facts),
    { name: 'system.accessToken', value: collection.accessToken, secret: true, readonly: true },
  ]
}

function jobVariables(facts: JobFacts): Variable[] {
  const { stageName, jobName, leg } = facts
  const prefix = stageName === '__default' ? '' : `${stageName}.`
  return readonly({
    'system.stageName': stageName,
    'system.stageDisplayName': safe(facts.stageDisplayName),
    'system.stageId': facts.timelineId,
    'system.stageAttempt': facts.stageAttempt,
    'system.phaseName': jobName,
    'system.phaseDisplayName': safe(facts.jobDisplayName),
    'system.phaseId': facts.timelineId,
    'system.phaseAttempt': facts.jobAttempt,
    'system.jobName': leg ?? '__default',
    'system.jobDisplayName': safe(facts.jobDisplayName),
    'system.jobIdentifier': `${prefix}${jobName}.${leg ?? '__default'}`,
    'system.jobAttempt': facts.jobAttempt,
    'system.JobPositionInPhase': facts.legPosition.index,
    'system.TotalJobsInPhase': facts.legPosition.total,
  })
}

/** What the agent itself adds. */
export function agentVariables(
  facts: JobFacts,
  directories: JobDirectories,
  caFile: string | undefined,
): Variable[] {
  const { home, work, temp, tools, pipeline, staging, defaultWorking } = directories
  return readonly({
    'agent.id': 1,
    'agent.name': 'local',
    'agent.machinename': safe(hostname()),
    'agent.jobname': safe(facts.jobDisplayName),
    'agent.os': systemName(),
    'agent.osarchitecture': process.arch.toUpperCase(),
    'agent.version': agentVersion,
    'agent.isselfhosted': '1',
    'agent.acceptteeeula': 'True',
    'agent.homedirectory': home,
    'agent.rootdirectory': work,
    'agent.workfolder': work,
    'agent.tempdirectory': temp,
    'agent.toolsdirectory': tools,
    'agent.builddirectory': pipeline,
    'pipeline.workspace': pipeline,
    'system.workfolder': work,
    'system.artifactsdirectory': staging,
    'system.defaultworkingdirectory': defaultWorking,
    'system.isazurevm': '0',
    'system.isdockercontainer': '0',
    GIT_TERMINAL_PROMPT: '0',
    ...(caFile === undefined ? {} : { 'agent.cainfo': caFile }),
  })
}

export function buildVariables(facts: BuildFacts, directories: JobDirectories): Variable[] {
  const { sources, staging, pipeline } = directories
  const folder = sources ?? pipeline
  return readonly({
    'build.buildId': facts.id,
    'build.buildNumber': facts.number,
    'build.buildUri': `vstfs:///Build/Build/${facts.id}`,
    'build.containerId': facts.id,
    'build.definitionVersion': 1,
    'build.reason': 'Manual',
    'build.queuedBy': facts.requestedFor,
    'build.requestedFor': facts.requestedFor,
    'build.requestedForEmail': '',
    'build.sourceVersion': facts.sourceVersion,
    'build.sourceVersionAuthor': safe(facts.sourceVersionAuthor),
    'build.sourceVersionMessage': safe(facts.sourceVersionMessage),
    'build.sourceBranch': facts.sourceBranch,
    'build.sourceBranchName': facts.sourceBranch.split('/').at(-1) ?? '',
    'build.repository.id': facts.repositoryName,
    'build.repository.name': facts.repositoryName,
    'build.repository.uri': facts.repositoryUri,
    'build.repository.provider': 'Git',
    'build.repository.clean': 'False',
    'build.repository.localpath': folder,
    'build.sourcesdirectory': folder,
    'build.stagingdirectory': staging,
    'build.artifactstagingdirectory': staging,
    'build.binariesdirectory': join(pipeline, 'b'),
    'common.testresultsdirectory': join(pipeline, 'TestResults'),
  })
}

/**
 * A classic release has no sources: tasks work in the folder of the artifacts.
 * @param aliases of the artifacts; the first is the primary one
 */
export function releaseVariables({ defaultWorking }: JobDirectories, aliases: readonly string[]): Variable[] {
  const builds = aliases.map(alias => [`release.artifacts.${alias}.buildNumber`, '1'])
  return readonly({
    'agent.releaseDirectory': defaultWorking,
    'release.releaseId': 1,
    'release.releaseName': 'Release-1',
    'release.releaseUri': 'vstfs:///ReleaseManagement/Release/1',
    'release.definitionName': 'local',
    'release.definitionId': 1,
    'release.environmentName': 'local',
    'release.environmentId': 1,
    'release.attemptNumber': 1,
    'release.reason': 'Manual',
    'release.primaryArtifactSourceAlias': aliases[0] ?? '',
    ...(Object.fromEntries(builds) as Record<string, string>),
  })
}

function systemName(): string {
  if (process.platform === 'win32') return 'Windows_NT'
  return process.platform === 'darwin' ? 'Darwin' : 'Linux'
}

/** Texts that strangers write must not carry commands for the agent. */
function safe(text: string): string {
  return text.replace(/##vso/gi, '**vso')
}
