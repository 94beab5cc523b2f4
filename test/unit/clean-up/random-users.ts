import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import { base, reference, type Sort } from './random-workspace.ts'

const job: Sort = (draw, index) => {
  const [one = 1, two = 1, three = 1, four = 1] = draw.picks
  const isRunning = index === 3 && draw.coin
  return {
    ...base(draw, 'jobs', `job${index + 1}`, {
      status: isRunning ? 'Running' : 'Completed',
      codeId: `${WORKSPACE_ID}/codes/c/versions/${one}`,
      environmentId: reference(draw, 'environments', 'e', two),
      computeId: `${WORKSPACE_ID}/computes/k${three}`,
      inputs: { start: { uri: reference(draw, 'models', 'm', four) } },
    }),
    name: `job${index + 1}`,
    needs: [`c:${one}`, `e:${two}`, `k${three}`, `m:${four}`],
    isUser: isRunning,
  }
}

/** Of a component, of a job that is run again, of the newest model, and a monitor of a deployment. */
const schedule: Sort = (draw, index) => {
  const [one = 1] = draw.picks
  const jobs = { jobDefinition: { sourceJobId: `${WORKSPACE_ID}/jobs/job${one}` } }
  const deploymentId = `${WORKSPACE_ID}/onlineEndpoints/o2/deployments/d3`
  const [action, needs] = [
    [{ jobDefinition: { componentId: reference(draw, 'components', 'p', one) } }, [`p:${one}`]],
    [jobs, [`job${one}`]],
    [{ jobDefinition: { inputs: { model: { uri: 'azureml:m@latest' } } } }, ['m@latest']],
    [{ monitorDefinition: { monitoringTarget: { deploymentId } } }, ['o2/d3']],
  ][index] as [object, string[]]
  return {
    ...base(draw, 'schedules', `s${index + 1}`, { action }),
    name: `s${index + 1}`,
    needs,
    isUser: true,
  }
}

/** A batch endpoint with its deployment, a serverless endpoint, and the workspace as the builder of images. */
const other: Sort = (draw, index) => {
  const [one = 1] = draw.picks
  const uri = reference(draw, 'models', 'm', one)
  const [list, properties, needs] = [
    ['batchEndpoints', {}, []],
    ['batchEndpoints/b1/deployments', { model: { assetId: uri } }, [`m:${one}`]],
    ['serverlessEndpoints', { modelSettings: { modelId: uri } }, [`m:${one}`]],
    ['', {}, ['k2']],
  ][index] as [string, object, string[]]
  const user = {
    ...base(draw, list, `b${index + 1}`, properties),
    name: `b${index + 1}`,
    needs,
    isUser: true,
  }
  return user
}

export const USERS: readonly Sort[] = [job, schedule, other]
