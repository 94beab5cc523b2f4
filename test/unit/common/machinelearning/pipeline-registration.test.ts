import assert from 'node:assert/strict'
import type { JobBody } from '../../../../tasks/common/machinelearning/job/body.ts'
import { checkReferences } from '../../../../tasks/common/machinelearning/job/check-references.ts'
import { jobBody } from '../../../../tasks/common/machinelearning/job/job-body.ts'
import { Resolver } from '../../../../tasks/common/machinelearning/job/resolver.ts'
import { readJobFile, type JobSpec } from '../../../../tasks/common/specification/read-job-file.ts'
import { WORKSPACE_ID } from '../../../support/fake-azure.ts'
import { bodyOf } from '../../../support/fake-wire.ts'
import { fakeWorld, type FakeWorld } from '../../../support/fake-workspace.ts'
import { folderPerTest } from '../../../support/folder.ts'

const COMPONENTS = /\/components\/azureml_anonymous\/versions\//
const FILES = {
  'src/train.py': 'print(1)',
  'src/__pycache__/train.pyc': 'cache',
  'common/tools.py': 'print(2)',
  'table.csv': 'a,b',
  'train.yml': `
type: command
inputs: {table: {type: uri_file}}
code: src
command: python train.py \${{inputs.table}}
environment: azureml:e:1
`,
  'inner.yml': `
type: pipeline
inputs: {table: {type: uri_file}}
jobs:
  fit: {component: train.yml, inputs: {table: "\${{parent.inputs.table}}"}}
`,
}
const PIPELINE = `
type: pipeline
compute: azureml:cpu-cluster
jobs:
  nested: {component: inner.yml, inputs: {table: table.csv}}
  one: {component: train.yml, inputs: {table: table.csv}}
  two: {component: train.yml, inputs: {table: table.csv}}
`

describe('what a pipeline needs is registered', () => {
  const folder = folderPerTest()
  const world = (): FakeWorld => {
    const made = fakeWorld()
    made.world.computes.set('cpu-cluster', { name: 'cpu-cluster' })
    return made
  }
  const read = (text: string, files: Readonly<Record<string, string>> = {}): JobSpec => {
    folder().write({ ...FILES, ...files, 'job.yml': text })
    return readJobFile(folder().at('job.yml'))
  }
  const submit = async (azure: FakeWorld, spec: JobSpec): Promise<JobBody> =>
    jobBody(spec, new Resolver(await azure.workspace()))
  const specsSent = (azure: FakeWorld): Record<string, unknown>[] =>
    azure.wire
      .sent('PUT', COMPONENTS)
      .map(
        request =>
          bodyOf<{ properties: { componentSpec: Record<string, unknown> } }>(request).properties
            .componentSpec,
      )

  it('6.7 once, however many nodes have it, and the innermost first', async () => {
    const azure = world()
    const { jobs } = await submit(azure, read(PIPELINE))
    assert.deepEqual(
      specsSent(azure).map(({ type }) => type),
      ['command', 'pipeline'],
    )
    const { one, two, nested } = jobs as Record<string, { componentId: string }>
    assert.equal(one?.componentId, two?.componentId)
    const [leaf, pipeline] = azure.wire.sent('PUT', COMPONENTS).map(({ url }) => url.pathname)
    assert.deepEqual([one?.componentId, nested?.componentId], [leaf, pipeline])
    assert.equal(azure.wire.sent('POST', /startPendingUpload/).length, 1)
  })

  it('6.7 never again: a second submission uploads and registers nothing', async () => {
    const azure = world()
    const first = await submit(azure, read(PIPELINE))
    const sent = azure.wire.sent('PUT', /./).length
    assert.deepEqual(await submit(azure, read(PIPELINE)), first)
    assert.equal(azure.wire.sent('PUT', /./).length, sent)
  })

  it('6.1 not before all of it was looked at: the look writes nothing', async () => {
    const azure = world()
    const snapshots = await checkReferences(await azure.workspace(), read(PIPELINE))
    assert.deepEqual(
      snapshots.map(({ files }) => files.map(({ relative }) => relative)),
      [['train.py']],
    )
    assert.deepEqual([azure.wire.sent('PUT', /./), azure.wire.sent('POST', /startPendingUpload/)], [[], []])
  })

  it('6.1 not where a node of a nested pipeline names a compute that is not there', async () => {
    const inner = FILES['inner.yml'].replace('{component', '{compute: azureml:gone, component')
    const azure = world()
    const workspace = await azure.workspace()
    await assert.rejects(checkReferences(workspace, read(PIPELINE, { 'inner.yml': inner })), {
      message: 'The workspace ws-mlops has no compute "gone".',
    })
  })

  it('with files from elsewhere that join its code, but without caches of Python', async () => {
    const azure = world()
    const train = `${FILES['train.yml']}additional_includes: [common, table.csv]\n`
    await submit(azure, read(PIPELINE, { 'train.yml': train }))
    const names = azure.world.blobs.keys.filter(key => key.includes('code_with_additional_includes/'))
    assert.deepEqual(names.map(key => key.split('code_with_additional_includes/')[1]).sort(), [
      'common/tools.py',
      'table.csv',
      'train.py',
    ])
    assert.deepEqual(specsSent(azure)[0]?.['additional_includes'], ['common', 'table.csv'])
  })

  it('not where an include has the name of a file of the code', async () => {
    const azure = world()
    const workspace = await azure.workspace()
    const train = `${FILES['train.yml']}additional_includes: [other/train.py]\n`
    const spec = read(PIPELINE, { 'train.yml': train, 'other/train.py': 'x' })
    await assert.rejects(checkReferences(workspace, spec), {
      message: 'The additional include other/train.py has the name of something in the code folder.',
    })
  })

  describe('but for what is registered already:', () => {
    const cases: [written: string, id: string, source: string][] = [
      ['azureml:c:3', `${WORKSPACE_ID}/components/c/versions/3`, 'REMOTE.WORKSPACE.COMPONENT'],
      ['azureml:c@latest', `${WORKSPACE_ID}/components/c/versions/9`, 'REMOTE.WORKSPACE.COMPONENT'],
      ['azureml:c@default', `${WORKSPACE_ID}/components/c/labels/default`, 'REMOTE.WORKSPACE.COMPONENT'],
      [
        `azureml:${WORKSPACE_ID}/components/c/versions/4`,
        `${WORKSPACE_ID}/components/c/versions/4`,
        'REMOTE.WORKSPACE.COMPONENT',
      ],
      [
        'azureml://registries/r/components/c/versions/1',
        'azureml://registries/r/components/c/versions/1',
        'REMOTE.REGISTRY',
      ],
    ]
    for (const [written, id, source] of cases) {
      it(`${written.slice(0, 40)} is taken by its id`, async () => {
        const azure = world()
        azure.wire.on('GET', /\/components\/c\/versions\?/, { body: { value: [{ name: '9' }] } })
        const text = `type: pipeline\njobs: {a: {component: "${written}"}}`
        const { jobs } = await submit(azure, read(text))
        const { componentId, _source } = (jobs as { a: { componentId: string; _source: string } }).a
        assert.deepEqual([componentId, _source], [id, source])
        assert.deepEqual(specsSent(azure), [])
      })
    }

    it('a pipeline job of a registered component names it', async () => {
      const body = await submit(world(), read('type: pipeline\ncomponent: azureml:whole:2'))
      assert.equal(body['componentId'], `${WORKSPACE_ID}/components/whole/versions/2`)
      assert.deepEqual(body['jobs'], {})
    })
  })

  it('a pipeline job of a component file has what the file says where it says nothing itself', async () => {
    const inner = `${FILES['inner.yml'].replace('inputs:', 'display_name: Inner\ninputs:').replace('uri_file}', 'uri_file}, rate: {type: number, default: 1}')}outputs: {report: {type: uri_folder, description: What it tells}}\n`
    const text = 'type: pipeline\ncomponent: inner.yml\ndescription: mine\ninputs: {table: table.csv}'
    const body = await submit(world(), read(text, { 'inner.yml': inner }))
    const { displayName, description, inputs, outputs } = body
    assert.deepEqual([displayName, description], ['Inner', 'mine'])
    const { table, rate } = inputs as Record<string, Record<string, string>>
    assert.deepEqual(rate, { jobInputType: 'literal', value: '1.0' })
    assert.equal(table?.['jobInputType'], 'uri_file')
    assert.deepEqual(outputs, { report: { jobOutputType: 'uri_folder', description: 'What it tells' } })
  })

  describe('a pipeline whose nodes', () => {
    const defaultOf = async (text: string): Promise<unknown> => {
      const { settings } = await submit(world(), read(text))
      return (settings as { default_compute?: string }).default_compute
    }
    const node = 'a: {component: "azureml:c:1"}'

    it('name no compute is serverless', async () => {
      assert.equal(await defaultOf(`type: pipeline\njobs: {${node}}`), `${WORKSPACE_ID}/computes/serverless`)
    })

    it('all name one has no default', async () => {
      const named = node.replace('{', '{compute: cpu-cluster, ')
      assert.equal(await defaultOf(`type: pipeline\njobs: {${named}}`), undefined)
    })

    it('have the compute of the job has no other', async () => {
      assert.equal(await defaultOf(`type: pipeline\ncompute: cpu-cluster\njobs: {${node}}`), undefined)
    })
  })
})
