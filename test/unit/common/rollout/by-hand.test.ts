import assert from 'node:assert/strict'
import { commandsToGoBack } from '../../../../tasks/common/rollout/by-hand.ts'
import type { RolloutPlan } from '../../../../tasks/common/rollout/plan-rollout.ts'
import { fakeAzure, SUBSCRIPTION } from '../../../support/fake-azure.ts'

const PLAN: RolloutPlan = {
  endpoint: 'chd',
  endpointAction: 'reuse',
  deployment: 'green',
  replaces: false,
  before: { blue: 100 },
  shares: [10, 100],
  removesPrevious: true,
  onFailure: 'deleteDeployment',
  key: 'k',
  content: 'as asked',
}
const WHERE = `--resource-group rg-mlops --workspace-name ws-mlops --subscription ${SUBSCRIPTION}`
const TRAFFIC = `az ml online-endpoint update --name chd --traffic "blue=100 green=0" ${WHERE}`
const DELETE = `az ml online-deployment delete --name green --endpoint-name chd --yes ${WHERE}`

describe('the commands that finish by hand what a roll-out could not put back', () => {
  const cases: readonly (readonly [string, Partial<RolloutPlan>, readonly string[], readonly string[]])[] = [
    ['before any traffic delete the deployment', {}, ['deployment'], [DELETE]],
    ['under traffic give it back first', {}, ['deployment', 'smoke test', 'traffic 10 %'], [TRAFFIC, DELETE]],
    [
      'leave a deployment that is to be kept',
      { onFailure: 'keepDeployment' },
      ['deployment', 'traffic 10 %'],
      [TRAFFIC],
    ],
    [
      'delete an endpoint that this run made',
      { endpointAction: 'create', before: {} },
      ['endpoint', 'deployment', 'traffic 100 %'],
      [`az ml online-endpoint delete --name chd --yes ${WHERE}`],
    ],
    [
      'take the traffic from an endpoint that was empty before, and leave the endpoint',
      { before: {} },
      ['deployment', 'traffic 100 %'],
      [`az ml online-endpoint update --name chd --traffic "green=0" ${WHERE}`, DELETE],
    ],
  ]
  for (const [what, changes, begun, expected] of cases) {
    it(what, async () => {
      const workspace = await fakeAzure().workspace()
      assert.deepEqual(commandsToGoBack(workspace, { plan: { ...PLAN, ...changes }, begun }), expected)
    })
  }

  it('quote a resource group whose name means something to a shell', () => {
    const place = { resourceGroup: 'rg(west)', name: 'ws-mlops', subscriptionId: SUBSCRIPTION }
    const [command = ''] = commandsToGoBack(place, { plan: PLAN, begun: ['deployment'] })
    assert.match(command, /--resource-group "rg\(west\)" --workspace-name ws-mlops/)
  })
})
