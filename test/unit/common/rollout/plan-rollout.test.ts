import assert from 'node:assert/strict'
import type { EndpointResource } from '../../../../tasks/common/machinelearning/endpoint/endpoint.ts'
import {
  planRollout,
  type PlanOrRefusal,
  type RolloutRequest,
} from '../../../../tasks/common/rollout/plan-rollout.ts'

const REQUEST: RolloutRequest = {
  endpoint: 'chd',
  deployment: undefined,
  shares: [10, 100],
  previousDeployment: 'delete',
  onFailure: 'deleteDeployment',
  key: 'ours',
  content: 'as asked',
  isRecorded: false,
}

interface Existing {
  readonly traffic: Record<string, number>
  readonly idle?: string[]
  readonly state?: string
  readonly states?: Record<string, { state: string; key?: string; content?: string }>
}

function plan(existing: Existing | undefined, changes: Partial<RolloutRequest> = {}): PlanOrRefusal {
  const names = existing ? [...Object.keys(existing.traffic), ...(existing.idle ?? [])] : []
  const deployments = names.map(name => {
    const { state = 'Succeeded', key, content = 'as asked' } = existing?.states?.[name] ?? {}
    return {
      id: name,
      name,
      properties: {
        provisioningState: state,
        ...(key && { properties: { 'mlops.key': key, 'mlops.content': content } }),
      },
    }
  })
  return planRollout({ ...REQUEST, ...changes }, existing && endpoint(existing), deployments)
}

const endpoint = ({ traffic, state = 'Succeeded' }: Existing): EndpointResource => ({
  id: 'chd',
  name: 'chd',
  location: 'westeurope',
  properties: { authMode: 'Key', provisioningState: state, traffic },
})

const planned = (...args: Parameters<typeof plan>): object => {
  const result = plan(...args)
  assert.ok('plan' in result, JSON.stringify(result))
  return result.plan
}

const holds = (actual: object, expected: object): void => assert.deepEqual({ ...actual, ...expected }, actual)

describe('the plan of a roll-out', () => {
  it('creates what is not there: blue, with all the traffic at once', () => {
    holds(planned(undefined), {
      endpointAction: 'create',
      deployment: 'blue',
      replaces: false,
      before: {},
      shares: [100],
      removesPrevious: false,
    })
  })

  it('takes the colour that does not serve', () => {
    holds(planned({ traffic: { blue: 100 } }), {
      deployment: 'green',
      before: { blue: 100 },
      shares: [10, 100],
    })
    holds(planned({ traffic: { green: 100 } }), { deployment: 'blue', before: { green: 100 } })
    holds(planned({ traffic: { 'v1-0': 100 } }), { deployment: 'blue', before: { 'v1-0': 100 } })
  })

  it('takes the place of one that has that colour and no traffic', () => {
    holds(planned({ traffic: { blue: 100, green: 0 } }), {
      deployment: 'green',
      replaces: true,
      before: { blue: 100 },
    })
    holds(planned({ traffic: {}, idle: ['blue'] }), { deployment: 'blue', replaces: true, shares: [100] })
  })

  it('takes the name that was asked for', () => {
    holds(planned({ traffic: { blue: 100 } }, { deployment: 'v2-0' }), {
      deployment: 'v2-0',
      replaces: false,
    })
  })

  it('makes an endpoint anew only where its creation failed and it serves nothing', () => {
    holds(planned({ traffic: {}, state: 'Failed' }), { endpointAction: 'recreate' })
    holds(planned({ traffic: { blue: 100 }, state: 'Failed' }), { endpointAction: 'reuse' })
    holds(planned({ traffic: {}, idle: ['v1'], state: 'Failed' }), { endpointAction: 'reuse' })
  })

  it('keeps the previous one where asked', () => {
    holds(planned({ traffic: { blue: 100 } }, { previousDeployment: 'keep' }), { removesPrevious: false })
  })

  const refused: [string, Existing, Partial<RolloutRequest>, object][] = [
    [
      'never replaces one that serves',
      { traffic: { blue: 100 } },
      { deployment: 'blue' },
      { refusal: 'live', names: ['blue'] },
    ],
    [
      'knows no colour where both serve',
      { traffic: { blue: 1, green: 99 } },
      {},
      { refusal: 'noFreeColour', names: ['blue', 'green'] },
    ],
    [
      'does not touch what another run is making',
      { traffic: { blue: 100 }, idle: ['green'], states: { green: { state: 'Updating', key: 'theirs' } } },
      {},
      { refusal: 'inTheMaking', names: ['green'] },
    ],
  ]
  for (const [what, existing, changes, refusal] of refused) {
    it(what, () => assert.deepEqual(plan(existing, changes), refusal))
  }

  it('takes up what an earlier attempt of the same step was making', () => {
    const states = { green: { state: 'Updating', key: 'ours' } }
    holds(planned({ traffic: { blue: 100 }, idle: ['green'], states }), {
      deployment: 'green',
      replaces: true,
    })
  })

  it('gives everything back first where a lost attempt of the same step left its deployment with a part and no record', () => {
    const states = { green: { state: 'Succeeded', key: 'ours' } }
    holds(planned({ traffic: { v1: 27, v2: 63, green: 10 }, states }), {
      deployment: 'green',
      replaces: true,
      before: { v1: 30, v2: 70 },
      shares: [10, 100],
    })
  })

  it('only removes the old ones where a lost attempt of the same step brought its deployment in and left no record', () => {
    const states = { green: { state: 'Succeeded', key: 'ours' } }
    holds(planned({ traffic: { blue: 0, green: 100 }, states }), {
      deployment: 'green',
      shares: [],
      before: { blue: 0 },
      removesPrevious: true,
    })
  })

  it('deploys again where the step is run again with other inputs', () => {
    const states = { green: { state: 'Succeeded', key: 'ours', content: 'of the first attempt' } }
    for (const isRecorded of [true, false])
      holds(planned({ traffic: { blue: 0, green: 100 }, states }, { isRecorded }), {
        deployment: 'blue',
        before: { green: 100 },
        shares: [10, 100],
        removesPrevious: true,
      })
  })

  it('leaves to people what they chose since an attempt of the same step whose record is closed', () => {
    const states = { green: { state: 'Succeeded', key: 'ours' } }
    holds(planned({ traffic: { v1: 0, green: 100 }, states }, { isRecorded: true }), {
      deployment: 'green',
      shares: [],
      removesPrevious: false,
    })
    assert.deepEqual(plan({ traffic: { v1: 90, green: 10 }, states }, { isRecorded: true }), {
      refusal: 'shared',
      names: ['green', '10'],
    })
  })
})
