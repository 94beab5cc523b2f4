import { randomUUID } from 'node:crypto'

import type { Job, MatrixLeg, Stage } from '../pipeline/model.ts'
import { agentVariables, buildVariables, systemVariables, type CollectionAccess } from '../job/predefined.ts'
import type { Variable } from '../variables/variables.ts'
import { mintAccessToken } from '../connections/control-api.ts'
import type { RunContext } from './context.ts'
import type { StageState } from './state.ts'

/** The project that local pipelines live in; made once. */
const projectId = '4c3c2b0e-6f0a-4b52-8d6c-1f0f9f6d7c11'
/** Where a pipeline that needs no Azure would look for Azure DevOps: nothing answers there. */
const nowhere = 'https://localhost:9/mlops/'

/** What the condition of a stage may ask for. */
export function predefinedForStage({ state, directories }: RunContext, stage: Stage): Variable[] {
  const name: Variable = { name: 'System.StageName', value: stage.name, secret: false, readonly: true }
  return [...buildVariables(state.build, directories), name]
}

export interface JobPlace {
  stage: Stage
  stageState: StageState
  job: Job
  leg: MatrixLeg | undefined
  legPosition: { index: number; total: number }
}

/** The identity of a job in Azure DevOps, with a token of its own. */
export async function openCollection({ azure, state }: RunContext): Promise<CollectionAccess> {
  const jobId = randomUUID()
  const scope = { projectId, planId: state.planId, jobId }
  if (!azure) return { ...scope, uri: nowhere, accessToken: randomUUID() }
  const accessToken = await mintAccessToken(azure, { ...scope, hub: 'build' })
  return { ...scope, uri: `${azure.endpoints.devops}/`, accessToken }
}

export function predefinedForJob(run: RunContext, place: JobPlace, collection: CollectionAccess): Variable[] {
  const { state, directories, azure } = run
  const facts = {
    hostType: 'build' as const,
    collection,
    stageName: place.stage.name,
    stageDisplayName: place.stage.displayName,
    jobName: place.job.name,
    jobDisplayName: place.job.displayName,
    leg: place.leg?.name,
    legPosition: place.legPosition,
    jobAttempt: place.stageState.attempt,
    stageAttempt: place.stageState.attempt,
    definition: state.definition,
    startedAt: new Date(state.startedAt),
    timelineId: state.timelineId,
  }
  return [
    ...systemVariables(facts),
    ...agentVariables(facts, directories, azure?.caFile),
    ...buildVariables(state.build, directories),
    ...deploymentVariables(place.job),
  ]
}

function deploymentVariables({ kind, environment }: Job): Variable[] {
  if (kind === 'job') return []
  const values = {
    'Environment.Name': environment ?? '',
    'Strategy.Name': 'runOnce',
    'Strategy.CycleName': 'deploy',
  }
  return Object.entries(values).map(([name, value]) => ({ name, value, secret: false, readonly: true }))
}
