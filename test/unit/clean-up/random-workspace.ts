import fc from 'fast-check'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'

/** One thing of a random workspace: its document, and by its own account what it cannot do without. */
export interface Thing {
  /** The name that the plan shows, as `chd:3`; of users of things their own. */
  readonly name: string
  /** Path of the list that it stands in, as `models/m/versions`. */
  readonly list: string
  readonly document: object
  readonly needs: readonly string[]
  /** Uses things and is itself none: a running job, a schedule, a batch endpoint. */
  readonly isUser?: boolean
  readonly mustStay?: boolean
  readonly days: number
  /** For a model: the job that made it. */
  readonly madeBy?: string
}

export const NOW = Date.UTC(2026, 10, 23)
const DAY = 86_400_000
const VERSIONS = 4

/** How CLI v2, ARM and the data plane write one and the same reference to a version. */
const FORMS = [
  (kind: string, name: string, version: string) => `${WORKSPACE_ID}/${kind}/${name}/versions/${version}`,
  (kind: string, name: string, version: string) =>
    `azureml:${WORKSPACE_ID}/${kind}/${name}/versions/${version}`,
  (_kind: string, name: string, version: string) => `azureml:${name}:${version}`,
  (kind: string, name: string, version: string) =>
    `azureml://locations/westeurope/workspaces/0b/${kind}/${name}/versions/${version}`,
]

interface Draw {
  readonly days: number
  readonly form: number
  /** Versions that are referred to, each 1 to 4. */
  readonly picks: readonly number[]
  readonly coin: boolean
}

const draw = fc.record<Draw>({
  days: fc.integer({ min: 1, max: 700 }),
  form: fc.nat({ max: FORMS.length - 1 }),
  picks: fc.array(fc.integer({ min: 1, max: VERSIONS }), { minLength: 5, maxLength: 5 }),
  coin: fc.boolean(),
})

export const digestOf = (image: number): string => `sha256:${String(image).repeat(64)}`

/** Four versions or so of each sort, which refer to each other as they like. */
export const workspaces = fc
  .array(draw, { minLength: 11 * VERSIONS, maxLength: 11 * VERSIONS })
  .map(draws => SORTS.flatMap((sort, at) => draws.slice(at * VERSIONS, (at + 1) * VERSIONS).map(sort)))

type Sort = (draw: Draw, index: number) => Thing

const reference = ({ form }: Draw, kind: string, name: string, version: number): string =>
  FORMS[form]?.(kind, name, String(version)) ?? ''

const base = ({ days }: Draw, list: string, name: string, properties: object, more: object = {}) => ({
  list,
  days,
  document: {
    id: `${WORKSPACE_ID}/${list}/${name}`,
    name,
    properties,
    systemData: { createdAt: timeOf(days) },
    ...more,
  },
})

const timeOf = (days: number): string => new Date(NOW - days * DAY).toISOString()

const code: Sort = (draw, index) => ({
  ...base(draw, 'codes/c/versions', String(index + 1), { codeUri: 'https://blob/x' }),
  name: `c:${index + 1}`,
  needs: [],
})

const environment: Sort = (draw, index) => {
  const [image = 1] = draw.picks
  const written = draw.coin ? `registry.example/r@${digestOf(image)}` : `registry.example/r:t${image}`
  return {
    ...base(draw, 'environments/e/versions', String(index + 1), { image: written }),
    name: `e:${index + 1}`,
    needs: [`r:t${image}`],
  }
}

/** The second half are pipelines over the first. */
const component: Sort = (draw, index) => {
  const [one = 1, two = 1] = draw.picks
  const step = Math.min(one, 2)
  const spec =
    index < 2
      ? { code: reference(draw, 'codes', 'c', one), environment: reference(draw, 'environments', 'e', two) }
      : {
          jobs: {
            train: { component: reference(draw, 'components', 'p', step), compute: `azureml:k${two}` },
          },
        }
  return {
    ...base(draw, 'components/p/versions', String(index + 1), { componentSpec: spec }),
    name: `p:${index + 1}`,
    needs: index < 2 ? [`c:${one}`, `e:${two}`] : [`p:${step}`, `k${two}`],
  }
}

const model: Sort = (draw, index) => {
  const [job = 1] = draw.picks
  const madeBy = draw.coin ? `job${job}` : undefined
  return {
    ...base(draw, 'models/m/versions', String(index + 1), {
      modelUri: 'azureml://x',
      ...(madeBy && { jobName: madeBy }),
    }),
    name: `m:${index + 1}`,
    needs: [],
    ...(madeBy && { madeBy }),
  }
}

const compute: Sort = (draw, index) => {
  const isOurs = index < 3
  const properties = {
    computeType: isOurs ? 'AmlCompute' : 'ComputeInstance',
    provisioningState: 'Succeeded',
    createdOn: timeOf(draw.days),
  }
  return {
    ...base(draw, 'computes', `k${index + 1}`, properties),
    name: `k${index + 1}`,
    needs: [],
    mustStay: !isOurs,
  }
}

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

const schedule: Sort = (draw, index) => {
  const [one = 1] = draw.picks
  const jobDefinition = { componentId: reference(draw, 'components', 'p', one) }
  return {
    ...base(draw, 'schedules', `s${index + 1}`, { action: index === 0 ? { jobDefinition } : {} }),
    name: `s${index + 1}`,
    needs: index === 0 ? [`p:${one}`] : [],
    isUser: true,
  }
}

const endpoint: Sort = (draw, index) => ({
  ...base(draw, 'onlineEndpoints', `o${index + 1}`, {
    traffic: index === 0 ? { d1: 90, d2: 10 } : {},
    compute: index === 1 ? `${WORKSPACE_ID}/computes/k1` : null,
  }),
  name: `o${index + 1}`,
  needs: index === 1 ? ['k1'] : [],
})

const deployment: Sort = (draw, index) => {
  const [one = 1, two = 1, three = 1] = draw.picks
  const on = Math.floor(index / 2) + 1
  const tags = { tags: { 'mlops.model': `m:${three}` } }
  const properties = {
    environmentId: reference(draw, 'environments', 'e', one),
    codeConfiguration: { codeId: reference(draw, 'codes', 'c', two) },
    ...(!draw.coin && { model: reference(draw, 'models', 'm', three) }),
  }
  return {
    ...base(draw, `onlineEndpoints/o${on}/deployments`, `d${index + 1}`, properties, draw.coin ? tags : {}),
    name: `o${on}/d${index + 1}`,
    needs: [`o${on}`, `e:${one}`, `c:${two}`, `m:${three}`],
    mustStay: on === 1,
  }
}

const batch: Sort = (draw, index) => {
  const [one = 1] = draw.picks
  const list = index === 0 ? 'batchEndpoints' : 'batchEndpoints/b1/deployments'
  const properties = index === 1 ? { model: { assetId: reference(draw, 'models', 'm', one) } } : {}
  return {
    ...base(draw, list, `b${index + 1}`, properties),
    name: `b${index + 1}`,
    needs: index === 1 ? [`m:${one}`] : [],
    isUser: true,
  }
}

const image: Sort = ({ days }, index) => ({
  list: 'images',
  days,
  document: {
    digest: digestOf(index + 1),
    tags: [`t${index + 1}`],
    createdTime: timeOf(days),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
  },
  name: `r:t${index + 1}`,
  needs: [],
})

const SORTS: readonly Sort[] = [
  code,
  environment,
  component,
  model,
  compute,
  job,
  schedule,
  endpoint,
  deployment,
  batch,
  image,
]
