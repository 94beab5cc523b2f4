import assert from 'node:assert/strict'
import { readInputs } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/inputs.ts'
import { declaredInputs, inputsRead, problemsOf } from '../../support/declared-inputs.ts'
import { connectionOf } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'

const FORM = {
  azureSubscription: 'azure',
  resourceGroup: 'rg-mlops',
  workspaceName: 'ws-mlops',
  resources: 'models',
}
const hostWith = (inputs: Record<string, string>): FakeHost =>
  new FakeHost({ inputs: { ...FORM, ...inputs }, connections: { azure: connectionOf() } })
const problems = (inputs: Record<string, string>): string =>
  problemsOf(readInputs, hostWith(inputs)).join('\n')

describe('the form of MLOpsCleanUp', () => {
  it('declares every input that is read, and every declared input is read', () => {
    assert.deepEqual(inputsRead(readInputs, [{}]), declaredInputs('MLOpsCleanUp'))
  })

  it('deletes nothing unless it is told to', () => {
    assert.equal(readInputs(hostWith({})).dryRun, true)
    assert.equal(readInputs(hostWith({ dryRun: 'true' })).dryRun, true)
    assert.equal(readInputs(hostWith({ dryRun: 'false' })).dryRun, false)
    assert.match(problems({ dryRun: 'no' }), /'dryRun'.*neither true nor false/)
  })

  it('has defaults that keep much', () => {
    const { olderThanInDays, keep } = readInputs(hostWith({}))
    assert.deepEqual([olderThanInDays, keep], [90, 5])
  })

  it('takes resources by lines and by commas, in any case', () => {
    const { kinds } = readInputs(hostWith({ resources: 'Models, code\n# not these: images\nComputes' }))
    assert.deepEqual([...kinds], ['model', 'code', 'compute'])
  })

  const refused: [title: string, inputs: Record<string, string>, message: RegExp][] = [
    ['no resources', { resources: '' }, /'resources': name at least one of deployments/],
    ['an unknown resource', { resources: 'models, jobs' }, /"jobs" is none of deployments/],
    ['images without repositories', { resources: 'images' }, /'repositories': name the repositories/],
    ['all repositories', { resources: 'images', repositories: '*' }, /"\*" is no name of a repository/],
    [
      'images that Azure Machine Learning builds',
      { resources: 'images', repositories: 'azureml/*' },
      /left to Azure Machine Learning/,
    ],
    [
      'images by tags of resources',
      { resources: 'images', repositories: 'chd', tagFilter: 'team=heart' },
      /'tagFilter': images carry no such tags/,
    ],
    ['no age', { olderThanInDays: '0' }, /'olderThanInDays'.*no whole number of 1/],
    ['a number below nothing', { keep: '-1' }, /'keep'/],
  ]
  for (const [title, inputs, message] of refused)
    it(`refuses ${title}`, () => assert.match(problems(inputs), message))
})
