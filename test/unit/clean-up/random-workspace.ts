import fc from 'fast-check'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import { digestOf, image } from './random-images.ts'
import { USERS } from './random-users.ts'

/** One thing of a random workspace: its document, and by its own account what it cannot do without. */
export interface Thing {
  /** The name that the plan shows, as `chd:3`; of users of things, and of what no list shows, their own. */
  readonly name: string
  /** Path of the list that it stands in, as `models/m/versions`; what is hidden is told only to who asks for it. */
  readonly list: string
  readonly isHidden?: boolean
  readonly document: object
  /** Names of things; `jobN` for all that this job needed, `m@latest` for the newest model that is not archived. */
  readonly needs: readonly string[]
  /** Uses things and is itself none: a running job, a schedule, a batch endpoint. */
  readonly isUser?: boolean
  readonly mustStay?: boolean
  readonly days: number
  readonly isTagged?: boolean
  readonly isArchived?: boolean
  /** For a model: the job that made it. */
  readonly madeBy?: string
  /** For an environment: the model that it serves. */
  readonly madeFor?: string
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

export interface Draw {
  readonly days: number
  readonly form: number
  /** Versions that are referred to, each 1 to 4. */
  readonly picks: readonly number[]
  readonly coin: boolean
  readonly isTagged: boolean
  readonly isArchived: boolean
}

const draw = fc.record<Draw>({
  days: fc.integer({ min: 1, max: 700 }),
  form: fc.nat({ max: FORMS.length - 1 }),
  picks: fc.array(fc.integer({ min: 1, max: VERSIONS }), { minLength: 5, maxLength: 5 }),
  coin: fc.boolean(),
  isTagged: fc.boolean(),
  isArchived: fc.boolean(),
})

/** Four versions or so of each sort, which refer to each other as they like. */
export const workspaces = fc
  .array(draw, { minLength: 11 * VERSIONS, maxLength: 11 * VERSIONS })
  .map(draws => SORTS.flatMap((sort, at) => draws.slice(at * VERSIONS, (at + 1) * VERSIONS).flatMap(sort)))

export type Sort = (draw: Draw, index: number) => Thing | Thing[]

export const reference = ({ form }: Draw, kind: string, name: string, version: number): string =>
  FORMS[form]?.(kind, name, String(version)) ?? ''

export const base = ({ days }: Draw, list: string, name: string, properties: object, more: object = {}) => ({
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

const TAGS = { team: 'heart' }
const tagsFor = ({ isTagged }: Draw): object => ({ tags: isTagged ? TAGS : {} })

/** A version of an asset, with its tags. */
const version = (draw: Draw, list: string, index: number, properties: object) => ({
  ...base(draw, list, String(index + 1), { ...tagsFor(draw), isArchived: draw.isArchived, ...properties }),
  isTagged: draw.isTagged,
  isArchived: draw.isArchived,
})

export const timeOf = (days: number): string => new Date(NOW - days * DAY).toISOString()

const code: Sort = (draw, index) => ({
  ...version(draw, 'codes/c/versions', index, { codeUri: 'https://blob/x' }),
  name: `c:${index + 1}`,
  needs: [],
})

/** The second half were made for models. */
const environment: Sort = (draw, index) => {
  const [image = 1, model = 1] = draw.picks
  const written = draw.coin ? `registry.example/r@${digestOf(image)}` : `registry.example/r:t${image}`
  const tags = { ...(draw.isTagged && TAGS), ...(index > 1 && { 'mlops.model': `m:${model}` }) }
  return {
    ...version(draw, 'environments/e/versions', index, { image: written, tags }),
    name: `e:${index + 1}`,
    needs: [`r:t${image}`, ...(index > 1 ? [`m:${model}`] : [])],
    ...(index > 1 && { madeFor: `m:${model}` }),
  }
}

/** The second half are pipelines: one over the first half, one over a step of its own that no list shows. */
const component: Sort = (draw, index) => {
  const [one = 1, two = 1] = draw.picks
  const list = 'components/p/versions'
  const name = `p:${index + 1}`
  const plain = {
    code: reference(draw, 'codes', 'c', one),
    environment: reference(draw, 'environments', 'e', two),
  }
  if (index < 2)
    return { ...version(draw, list, index, { componentSpec: plain }), name, needs: [`c:${one}`, `e:${two}`] }
  const step = Math.min(one, 2)
  const used =
    index === 2
      ? reference(draw, 'components', 'p', step)
      : `${WORKSPACE_ID}/components/azureml_anonymous/versions/9f`
  const componentSpec = { jobs: { train: { component: used, compute: `azureml:k${two}` } } }
  const pipeline = version(draw, list, index, { componentSpec })
  if (index === 2) return { ...pipeline, name, needs: [`p:${step}`, `k${two}`] }
  const hidden = {
    ...base(draw, 'components/azureml_anonymous/versions', '9f', { componentSpec: plain }),
    ...{ name: 'hidden', needs: [], isHidden: true },
  }
  return [{ ...pipeline, name, needs: [`c:${one}`, `e:${two}`, `k${two}`] }, hidden]
}

const model: Sort = (draw, index) => {
  const [job = 1] = draw.picks
  const madeBy = draw.coin ? `job${job}` : undefined
  return {
    ...version(draw, 'models/m/versions', index, {
      modelUri: 'azureml://x',
      ...(madeBy && { jobName: madeBy }),
    }),
    name: `m:${index + 1}`,
    needs: [],
    ...(madeBy && { madeBy }),
  }
}

/** One may be at work, and one is none of ours. */
const compute: Sort = (draw, index) => {
  const isOurs = index < 3
  const isBusy = index === 0 && draw.coin
  const properties = {
    computeType: isOurs ? 'AmlCompute' : 'ComputeInstance',
    provisioningState: 'Succeeded',
    createdOn: timeOf(draw.days),
    ...(isBusy && { properties: { nodeStateCounts: { preparingNodeCount: 1 } } }),
  }
  return {
    ...base(draw, 'computes', `k${index + 1}`, properties, tagsFor(draw)),
    isTagged: draw.isTagged,
    name: `k${index + 1}`,
    needs: [],
    mustStay: !isOurs || isBusy,
  }
}

const endpoint: Sort = (draw, index) => ({
  ...base(
    draw,
    'onlineEndpoints',
    `o${index + 1}`,
    {
      traffic: index === 0 ? { d1: 100 } : {},
      mirrorTraffic: index === 0 ? { d2: 10 } : {},
      compute: index === 1 ? `${WORKSPACE_ID}/computes/k1` : null,
      ...(index === 2 && { provisioningState: 'Updating' }),
    },
    tagsFor(draw),
  ),
  isTagged: draw.isTagged,
  mustStay: index === 2,
  name: `o${index + 1}`,
  needs: index === 1 ? ['k1'] : [],
})

const deployment: Sort = (draw, index) => {
  const [one = 1, two = 1, three = 1] = draw.picks
  const on = Math.floor(index / 2) + 1
  const tags = { tags: { ...(draw.isTagged && TAGS), ...(draw.coin && { 'mlops.model': `m:${three}` }) } }
  const properties = {
    environmentId: reference(draw, 'environments', 'e', one),
    codeConfiguration: { codeId: reference(draw, 'codes', 'c', two) },
    ...(!draw.coin && { model: reference(draw, 'models', 'm', three) }),
  }
  return {
    ...base(draw, `onlineEndpoints/o${on}/deployments`, `d${index + 1}`, properties, tags),
    isTagged: draw.isTagged,
    name: `o${on}/d${index + 1}`,
    needs: [`o${on}`, `e:${one}`, `c:${two}`, `m:${three}`],
    mustStay: on === 1,
  }
}

const SORTS: readonly Sort[] = [
  code,
  environment,
  component,
  model,
  compute,
  endpoint,
  deployment,
  ...USERS,
  image,
]
