import assert from 'node:assert/strict'
import * as path from 'node:path'
import { readCondaFile } from '../../../../tasks/common/python/dependency-file/conda-file.ts'
import { DependencyFileError } from '../../../../tasks/common/python/dependency-file/dependency-request.ts'
import { scratchFolder } from './scratch-folder.ts'

describe('A conda file', () => {
  const folder = scratchFolder()

  it('gives its Python, its packages and its pip section', () => {
    const file = folder.write(
      'conda.yml',
      [
        'name: chd',
        'channels: [conda-forge]',
        'dependencies:',
        '  - python=3.11',
        '  - pip=24',
        '  - scikit-learn=1.5',
        '  - pip:',
        '      - azureml-mlflow==1.62.0',
      ].join('\n'),
    )
    const request = readCondaFile(file)
    assert.equal(request.python, '==3.11.*')
    assert.deepEqual(request.requirements, ['scikit-learn==1.5.*', 'azureml-mlflow==1.62.0'])
    assert.equal(request.folder, path.dirname(file))
    assert.deepEqual(request.notes, ['Channels are ignored: packages come from PyPI or the index of pip.'])
  })

  it('takes the files that its pip section includes into account', () => {
    folder.write('more.txt', 'seed\n')
    const request = readCondaFile(folder.write('conda.yml', 'dependencies:\n  - pip:\n    - -r more.txt\n'))
    assert.deepEqual(request.requirements, [`-r ${path.join(folder.path, 'more.txt')}`])
    assert.ok(request.contents.includes('seed\n'))
  })

  it('reports everything that has no counterpart at once', () => {
    const file = folder.write(
      'conda.yml',
      'variables: {A: b}\ndependencies: [cudatoolkit, {pip: [{a: 1}]}, 3, {pip: [-r none.txt]}, git]',
    )
    assert.throws(
      () => readCondaFile(file),
      (error: unknown) => {
        assert.ok(error instanceof DependencyFileError)
        const parts = [/variables/, /cudatoolkit/, /\{"a":1\}/, /^3 is neither/, /none\.txt/, /git/]
        assert.equal(error.problems.length, parts.length)
        for (const [at, part] of parts.entries()) assert.match(error.problems[at] ?? '', part)
        return true
      },
    )
  })

  for (const [title, text, why] of [
    ['broken YAML', 'dependencies: [a', /no valid YAML/],
    ['a list', '- numpy', /no conda file/],
    ['dependencies that are no list', 'dependencies: numpy', /not a list/],
  ] as const) {
    it(`refuses ${title}`, () => {
      assert.throws(() => readCondaFile(folder.write('conda.yml', text)), why)
    })
  }
})
