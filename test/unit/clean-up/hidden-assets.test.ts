import assert from 'node:assert/strict'
import type { Kind } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { linked } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/read/found.ts'
import { WORKSPACE_ID, type FakeAzure } from '../../support/fake-azure.ts'
import { OLD, emptyWorkspace, inventoryOf, listOf, resource } from './fake-inventory.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('What is anonymous stands in no list of Azure, and is followed all the same', () => {
  let azure: FakeAzure

  beforeEach(() => {
    azure = emptyWorkspace()
    hide('components/azureml_anonymous/versions/9f', {
      componentSpec: {
        code: `azureml:${WORKSPACE_ID}/codes/c/versions/1`,
        environment: `azureml:${WORKSPACE_ID}/environments/CliV2AnonymousEnvironment/versions/65`,
      },
    })
    hide('environments/CliV2AnonymousEnvironment/versions/65', { image: `registry.example/base@${DIGEST}` })
    listOf(azure, 'codes', [resource('codes', 'c')])
    listOf(azure, 'codes/c/versions', [resource('codes/c/versions', '1')])
  })

  /** Told to who asks for it by its name, in the case that it has. */
  const hide = (path: string, properties: object): void =>
    void azure.wire.on('GET', new RegExp(`/ws-mlops/${path}\\?`), {
      body: resource(path.replace(/\/[^/]+$/, ''), path.replace(/.*\//, ''), properties),
    })
  const step = { train: { componentId: `${WORKSPACE_ID}/components/azureml_anonymous/versions/9f` } }
  const neededBy = async (
    name: RegExp,
    kinds?: readonly Kind[],
    repositories?: string[],
  ): Promise<string> => {
    const { items, users } = linked(await inventoryOf(azure, kinds, repositories))
    return [...users, ...items]
      .filter(one => name.test(one.name))
      .flatMap(({ needs }) => needs)
      .join()
  }

  it('from the schedule of a pipeline to the code of its steps', async () => {
    listOf(azure, 'schedules', [
      resource('schedules', 'nightly', { action: { jobDefinition: { jobs: step } } }),
    ])
    assert.match(await neededBy(/nightly/), /codes\/c\/versions\/1$/)
  })

  it('from a batch deployment of a pipeline', async () => {
    listOf(azure, 'batchEndpoints', [resource('batchEndpoints', 'scoring')])
    const deployed = { deploymentConfiguration: { componentId: { assetId: step.train.componentId } } }
    listOf(azure, 'batchEndpoints/scoring/deployments', [resource('d', 'default', deployed)])
    assert.match(await neededBy(/batch endpoint/), /codes\/c\/versions\/1$/)
  })

  it('from a registered pipeline component', async () => {
    listOf(azure, 'components', [resource('components', 'pipeline')])
    const version = resource('components/pipeline/versions', '1', { componentSpec: { jobs: step } })
    listOf(azure, 'components/pipeline/versions', [version])
    assert.match(await neededBy(/^pipeline:1/), /codes\/c\/versions\/1/)
  })

  it('from the job that made a model', async () => {
    azure.wire.on('GET', /\/jobs\/maker\?/, { body: resource('jobs', 'maker', { jobs: step }) })
    const { items, users } = await inventoryOf(azure).then(async ({ items, readOrigins }) => ({
      items,
      users: await readOrigins(new Map([['maker', 'chd:1']])),
    }))
    const [origin] = linked({ items, users }).users
    assert.match(origin?.needs.join() ?? '', /codes\/c\/versions\/1$/)
  })

  it('to the image of an environment', async () => {
    const { wire } = azure
    const image = { digest: DIGEST, tags: ['1'], createdTime: OLD }
    wire.on('GET', /^registry\.example\/v2\//, { body: {} })
    wire.on('GET', /^registry\.example\/acr\/v1\/base$/, { body: {} })
    wire.on('GET', /^registry\.example\/acr\/v1\/base\/_manifests/, { body: { manifests: [image] } })
    wire.on('GET', /^registry\.example\/acr\/v1\/base\/_tags/, { body: { tags: [] } })
    listOf(azure, 'components', [resource('components', 'pipeline')])
    const version = resource('components/pipeline/versions', '1', { componentSpec: { jobs: step } })
    listOf(azure, 'components/pipeline/versions', [version])
    assert.match(await neededBy(/^pipeline:1/, ['image'], ['base']), new RegExp(`base@${DIGEST}`))
  })
})
