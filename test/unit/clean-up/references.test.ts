import assert from 'node:assert/strict'
import { referencesOf, taggedModel } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/read/references.ts'

const WORKSPACE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w'
const DIGEST = `sha256:${'a'.repeat(64)}`

describe('A reference is found', () => {
  const cases: [title: string, document: unknown, expected: string[]][] = [
    ['as an ARM id', { model: `${WORKSPACE}/models/CHD/versions/3` }, ['models/CHD/3']],
    [
      'as an ARM id with the prefix of the CLI',
      { code: `azureml:${WORKSPACE}/codes/c-1/versions/1` },
      ['codes/c-1/1'],
    ],
    [
      'as an asset of the data plane',
      { uri: 'azureml://locations/westeurope/workspaces/0/environments/train/versions/7' },
      ['environments/train/7'],
    ],
    [
      'in short, of whatever kind it is',
      ['azureml:train:7'],
      ['models/train/7', 'environments/train/7', 'components/train/7', 'codes/train/7'],
    ],
    [
      'by its label, for the newest of its name',
      ['azureml:train@latest'],
      ['models/train@latest', 'environments/train@latest', 'components/train@latest', 'codes/train@latest'],
    ],
    [
      'by its label in an ARM id',
      `${WORKSPACE}/environments/train/labels/latest`,
      ['environments/train@latest'],
    ],
    ['deep down', { jobs: { a: [{ componentId: 'x/components/prep/versions/2' }] } }, ['components/prep/2']],
    ['as a key', { 'x/components/prep/versions/2': {} }, ['components/prep/2']],
    ['to a compute', { target: `${WORKSPACE}/computes/cpu` }, ['computes/cpu']],
    ['to a compute in short', { compute: 'azureml:cpu-cluster' }, ['computes/cpu-cluster']],
    ['to an image by its digest', `r.example/models/chd@${DIGEST}`, [DIGEST]],
    ['to an image by its tag', 'r.example/models/chd:b1', ['models/chd:b1']],
    ['to an image by its tag on a port', 'localhost:5001/chd:b1', ['chd:b1']],
    ['to an image without a tag', 'r.example/models/chd', ['models/chd:latest']],
    ['to an image by its tag and digest', `r.example/chd:b1@${DIGEST}`, [DIGEST]],
    ['in a quoted command', "run --model='x/models/chd/versions/9'", ['models/chd/9']],
  ]
  for (const [title, document, expected] of cases)
    it(title, () => {
      const found = referencesOf(document)
      for (const reference of expected) assert.ok(found.includes(reference), found.join(', '))
    })

  it('not where it is to a shared registry of Azure Machine Learning', () => {
    assert.deepEqual(referencesOf('azureml://registries/azureml/environments/sklearn/versions/1'), [])
  })

  it('not in numbers, nothing and plain words', () => {
    assert.deepEqual(referencesOf({ a: 1, b: null, c: 'words only', d: true }), [])
  })

  it('in the tag that names a model, where that has a version', () => {
    assert.deepEqual(taggedModel({ 'mlops.model': 'CHD:12' }), ['models/CHD/12'])
    assert.deepEqual(taggedModel({ 'mlops.model': 'chd' }), [])
    assert.deepEqual(taggedModel(null), [])
  })
})
