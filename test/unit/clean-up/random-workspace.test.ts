import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { CleanUpInputs } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/inputs.ts'
import { KINDS, type Policy, type Verdict } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { settlePlan } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/settle-plan.ts'
import { readWorkspace } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/read/read-workspace.ts'
import { answerWorkspace, fakeAzure, type FakeAzure } from '../../support/fake-azure.ts'
import { REGISTRY_ID, answerRegistry, answerRegistryTokens } from '../../support/fake-registry.ts'
import { failure, type Reply } from '../../support/fake-wire.ts'
import { checkPlan } from './check-plan.ts'
import { manifestOf } from './random-images.ts'
import { NOW, workspaces, type Thing } from './random-workspace.ts'

const DAY = 86_400_000
type Manifest = object & { readonly lockedTags: readonly string[] }
const CONTAINERS: Readonly<Record<string, string>> = {
  codes: 'c',
  environments: 'e',
  components: 'p',
  models: 'm',
}

/** A workspace in memory that tells these things, as ARM and the registry list them. */
function telling(things: readonly Thing[]): FakeAzure {
  const azure = fakeAzure()
  azure.wire.on('GET', /\/ws-mlops\/.+/, ({ url }) => {
    const path = url.pathname.split('/ws-mlops/')[1] ?? ''
    const one = things.find(
      ({ document }) => 'id' in document && String(document.id).endsWith(`/ws-mlops/${path}`),
    )
    if (path.startsWith('jobs/') || /\/versions\/./.test(path))
      return one ? { body: one.document } : failure(404, 'UserError', 'None.')
    return listed(things, path)
  })
  answerRegistry(azure.wire)
  answerRegistryTokens(azure.wire)
  const images = things.filter(({ list }) => list === 'images').map(({ document }) => document as Manifest)
  const lockedTags = images.flatMap(image =>
    image.lockedTags.map(name => ({ name, changeableAttributes: { deleteEnabled: false } })),
  )
  answerWorkspace(azure.wire, { containerRegistry: REGISTRY_ID, imageBuildCompute: 'k2' })
  azure.wire.on('GET', /^registry\.example\/v2\//, ({ url }) => ({
    body: manifestOf(url.pathname.split('/').at(-1) ?? ''),
  }))
  azure.wire.on('GET', /^registry\.example\/acr\/v1\/r$/, { body: {} })
  azure.wire.on('GET', /^registry\.example\/acr\/v1\/r\/_manifests/, { body: { manifests: images } })
  azure.wire.on('GET', /^registry\.example\/acr\/v1\/r\/_tags/, { body: { tags: lockedTags } })
  return azure
}

function listed(things: readonly Thing[], path: string): Reply {
  const container = CONTAINERS[path]
  if (container !== undefined) return { body: { value: [{ id: `/${path}/${container}`, name: container }] } }
  const own = things.filter(({ list, isHidden }) => list === path && !isHidden)
  return { body: { value: own.map(({ document }) => document) } }
}

async function planFor(things: readonly Thing[], policy: Policy): Promise<Verdict[]> {
  const workspace = await telling(things).workspace()
  const inputs = { repositories: ['r'], azureContainerRegistry: undefined }
  const found = await readWorkspace(workspace, inputs as Partial<CleanUpInputs> as CleanUpInputs, policy)
  return settlePlan(found, policy, found.readOrigins)
}

const policies = fc.record<Policy>({
  kinds: fc.subarray([...KINDS], { minLength: 1 }).map(kinds => new Set(kinds)),
  before: fc.integer({ min: 0, max: 400 }).map(days => NOW - days * DAY),
  keep: fc.integer({ min: 0, max: 2 }),
  tags: fc.constantFrom<Policy['tags']>({}, {}, { team: 'heart' }, { team: '' }),
})

describe('A clean-up of any workspace, from its documents to the plan', function () {
  this.timeout(60_000)

  it('takes nothing that serves, runs, is young, or that anything which stays cannot do without', async () => {
    await fc.assert(
      fc.asyncProperty(workspaces, policies, async (things, policy) => {
        const verdicts = await planFor(things, policy)
        checkPlan(things, verdicts, policy)
      }),
      { numRuns: 150 },
    )
  })

  it('and does take something in most of them', async () => {
    const everything = { kinds: new Set(KINDS), before: NOW, keep: 0, tags: {} }
    const plans = await Promise.all(fc.sample(workspaces, 20).map(things => planFor(things, everything)))
    assert.ok(plans.filter(verdicts => verdicts.some(({ goes }) => goes)).length > 15)
  })
})
