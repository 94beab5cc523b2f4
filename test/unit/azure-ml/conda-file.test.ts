import assert from 'node:assert/strict'
import { readCondaFile } from '../../../local/azure/execution/environments/conda-file.ts'
import { readMatchSpec } from '../../../local/azure/execution/environments/match-spec.ts'
import { EnvironmentError } from '../../../local/azure/execution/environments/plan.ts'

describe('A conda file for local Azure', () => {
  it('becomes a Python version and requirements, channels aside', () => {
    const plan = readCondaFile(`
name: heart
channels: [conda-forge]
dependencies:
  - python=3.11
  - scikit-learn=1.9
  - pip
  - pip:
      - azureml-mlflow==1.62.0.post6
      - --extra-index-url https://example.test/simple
`)
    assert.equal(plan.python, '3.11')
    assert.deepEqual(plan.requirements, [
      'scikit-learn==1.9.*',
      'pip',
      'azureml-mlflow==1.62.0.post6',
      '--extra-index-url https://example.test/simple',
    ])
  })

  it('without a python takes 3.11 and says so', () => {
    const plan = readCondaFile('dependencies: [numpy]')
    assert.equal(plan.python, '3.11')
    assert.match(plan.notes.join(), /names no python: 3.11 is taken/)
  })

  const specs: [spec: string, requirement: string][] = [
    ['numpy', 'numpy'],
    ['numpy=1.26', 'numpy==1.26.*'],
    ['numpy=1.26.*', 'numpy==1.26.*'],
    ['numpy==1.26.4', 'numpy==1.26.4'],
    ['numpy 1.26.4', 'numpy==1.26.4'],
    ['numpy>=1.20,<2', 'numpy>=1.20,<2'],
    ['conda-forge::Numpy=2', 'numpy==2.*'],
    ['numpy=1.26=*', 'numpy==1.26.*'],
  ]
  for (const [spec, requirement] of specs) {
    it(`reads the match specification "${spec}" as ${requirement}`, () => {
      const { name, specifier } = readMatchSpec(spec)
      assert.equal(name + specifier, requirement)
    })
  }

  const refused: [what: string, text: string, why: RegExp][] = [
    [
      'a build string',
      'dependencies: [numpy=1.26=py311h64a7726_0]',
      /build string "py311h64a7726_0" exists only in conda/,
    ],
    ['the bracket form', "dependencies: ['numpy[version=2]']", /bracket form is not supported/],
    ['alternatives', "dependencies: ['numpy=1|2']", /alternatives/],
    ['another file', 'dependencies: [{pip: [-r requirements.txt]}]', /names another file/],
    ['an unknown key', 'dependencies: []\nvariables: {A: b}', /its key "variables" is not supported/],
    ['an unknown section', 'dependencies: [{npm: [left-pad]}]', /neither a package nor a pip section/],
    ['bad YAML', 'dependencies: [', /cannot be used/],
    ['a list', '- numpy', /it is not a mapping/],
  ]
  for (const [what, text, why] of refused) {
    it(`is refused for ${what}`, () => {
      assert.throws(
        () => readCondaFile(text),
        (error: unknown) => error instanceof EnvironmentError && why.test(error.message),
      )
    })
  }
})
