import assert from 'node:assert/strict'
import { explain } from '../../../../tasks/common/host/report.ts'
import { imageDependencies } from '../../../../tasks/common/registry/image/dependencies.ts'
import { folderPerTest } from '../../../support/folder.ts'

describe('the dependencies of an image', () => {
  const folder = folderPerTest()
  const read = (name: string, content: string, others: Record<string, string> = {}) => {
    folder().write({ [name]: content, ...others })
    const { files, ...rest } = imageDependencies(folder().at(name))
    const texts = Object.fromEntries(
      files.map(file => [
        file.name.replace('dependencies/', ''),
        'text' in file.content ? file.content.text : '',
      ]),
    )
    return { ...rest, texts }
  }

  it('come from a conda file, its Python with them', () => {
    const { texts, pythonVersion } = read(
      'conda.yml',
      'dependencies:\n  - python=3.12\n  - numpy=2.1\n  - pip\n  - pip:\n      - azureml-inference-server-http==1.4.1\n',
    )
    assert.equal(pythonVersion, '3.12')
    assert.equal(texts['requirements.txt'], 'numpy==2.1.*\nazureml-inference-server-http==1.4.1\n')
    assert.equal(texts['python-version'], '3.12\n')
  })

  it('get the inference server where they lack it, pinned and told', () => {
    const { texts, notes } = read('requirements.txt', 'joblib==1.6.0\n')
    assert.equal(texts['requirements.txt'], 'joblib==1.6.0\n\nazureml-inference-server-http==1.5.1\n')
    assert.match(notes.join(' '), /azureml-inference-server-http 1\.5\.1 is added/)
  })

  it('keep a server that is written in another way', () => {
    assert.doesNotMatch(
      read('requirements.txt', 'AzureML_Inference.Server-HTTP>=1.5\n').texts['requirements.txt'] ?? '',
      /1\.5\.1/,
    )
  })

  it('bring the files that a requirements file includes', () => {
    const { texts } = read('requirements.txt', '-r more/base.txt\n-c limits.txt\nx==1\n', {
      'more/base.txt': '--requirement ../limits.txt\ny==2\n',
      'limits.txt': 'y<3\n',
    })
    assert.match(texts['requirements.txt'] ?? '', /^-r included-1\.txt\n-c included-2\.txt\nx==1\n/)
    assert.equal(texts['included-1.txt'], '--requirement included-2.txt\ny==2\n')
    assert.equal(texts['included-2.txt'], 'y<3\n')
  })

  const pythons: [asked: string, taken: string][] = [
    ['python', '3.11'],
    ['python=3.10', '3.10'],
    ['python==3.11.4', '3.11.4'],
    ['python>=3.12', '3.12'],
    ['python>=3.9,<3.11', '3.10'],
  ]
  for (const [asked, taken] of pythons)
    it(`"${asked}" is Python ${taken}`, () =>
      assert.equal(read('conda.yml', `dependencies:\n  - ${asked}\n`).pythonVersion, taken))

  const bad: Record<string, [name: string, content: string, says: RegExp]> = {
    'a folder of this machine': [
      'requirements.txt',
      './wheels/x.whl\n',
      /folders or files of this machine[^]*package feed/,
    ],
    'a folder of this machine without a sign that it is one': [
      'requirements.txt',
      'libraries/mine\n',
      /folders or files of this machine/,
    ],
    'a conda package that PyPI lacks': ['conda.yml', 'dependencies:\n  - cudatoolkit=11\n', /cudatoolkit/],
    'a password in a URL': [
      'requirements.txt',
      '--index-url https://user:pat@feed.example/simple\nx\n',
      /URL with a password/,
    ],
    'a Python that is too old': [
      'conda.yml',
      'dependencies:\n  - python<3.8\n',
      /asks for Python <3\.8[^]*Ask for one of/,
    ],
  }
  for (const [what, [name, content, says]] of Object.entries(bad))
    it(`refuse ${what}, naming the file`, () =>
      assert.throws(
        () => read(name, content),
        error => {
          const text = explain(error).join('\n')
          assert.match(text, says)
          assert.ok(text.includes(folder().at(name)))
          assert.ok(!text.includes('user:pat'))
          return true
        },
      ))
})
