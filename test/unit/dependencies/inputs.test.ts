import assert from 'node:assert/strict'
import * as path from 'node:path'
import { InputError } from '../../../tasks/common/errors.ts'
import { readInputs } from '../../../tasks/MLOpsInstallDependencies/MLOpsInstallDependenciesV1/inputs.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { scratchFolder } from '../common/python/scratch-folder.ts'

const problemsOf = (inputs: Readonly<Record<string, string>>): readonly string[] => {
  try {
    readInputs(new FakeHost({ inputs }))
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
  return []
}

describe('The form of MLOpsInstallDependencies', () => {
  const folder = scratchFolder()

  it('needs a file or packages', () => {
    assert.deepEqual(problemsOf({}), [
      "'dependencyFile': nothing is to be installed; name a file here or list packages.",
    ])
  })

  it('reports every mistake at once', () => {
    const problems = problemsOf({
      pythonVersion: 'latest',
      dependencyFile: folder.write('conda.yml', 'dependencies: [git, pytorch]'),
      installer: 'conda',
    })
    const names = problems.map(problem => problem.split(':')[0])
    assert.deepEqual(names, ["'dependencyFile'", "'dependencyFile'", "'pythonVersion'", "'installer'"])
  })

  it('names a file that is not there and a folder that is no file', () => {
    assert.match(
      problemsOf({ dependencyFile: '/no/requirements.txt' })[0] ?? '',
      /there is no \/no\/requirements/,
    )
    assert.match(problemsOf({ dependencyFile: folder.path })[0] ?? '', /is a folder/)
  })

  it('names a file where a folder for the environment is wanted', () => {
    const environmentDirectory = folder.write('environment', '')
    assert.match(problemsOf({ packages: 'six', environmentDirectory })[0] ?? '', /environment is a file/)
  })

  it('tells of a variable without a value', () => {
    const problems = problemsOf({ pythonVersion: '$(python)', packages: 'six' })
    assert.equal(problems.length, 1)
    assert.match(problems[0] ?? '', /the variable python has no value/)
  })

  it('takes Python from the file unless the form names one', () => {
    const dependencyFile = folder.write('conda.yml', 'dependencies: [python=3.9, six]')
    const fromFile = readInputs(new FakeHost({ inputs: { dependencyFile } }))
    const fromForm = readInputs(new FakeHost({ inputs: { dependencyFile, pythonVersion: '3.12' } }))
    assert.equal(fromFile.python?.specifier, '==3.9.*')
    assert.equal(fromForm.python?.specifier, '==3.12.*')
  })

  it('adds packages to those of the file', () => {
    const dependencyFile = folder.write('conda.yml', 'dependencies: [six]')
    const { request } = readInputs(
      new FakeHost({ inputs: { dependencyFile, packages: 'idna\n\n# no\nurllib3<3' } }),
    )
    assert.deepEqual(request.requirements, ['six', 'idna', 'urllib3<3'])
  })

  it('reads what a line of the packages includes, and names what is not there', () => {
    const file = folder.write('more.txt', 'idna==3.7\n')
    const { request } = readInputs(new FakeHost({ inputs: { packages: `-r ${file}\nsix` } }))
    assert.deepEqual(request.requirements, [`-r ${file}`, 'six'])
    assert.deepEqual(request.contents, [`-r ${file}\nsix`, 'idna==3.7\n'])
    assert.deepEqual(request.texts, ['idna==3.7\n'])
    assert.deepEqual(problemsOf({ packages: '-r none.txt' }), [
      `'packages': "-r none.txt" names ${path.resolve('none.txt')}, which does not exist.`,
    ])
  })

  it('takes extras and groups for a pyproject, and for no other file', () => {
    const choice = { extras: 'train, serve', dependencyGroups: 'test' }
    const dependencyFile = folder.write(
      'pyproject.toml',
      '[project]\n[project.optional-dependencies]\ntrain = ["a"]\nserve = ["b"]\n[dependency-groups]\ntest = ["c"]',
    )
    const { request } = readInputs(new FakeHost({ inputs: { dependencyFile, ...choice } }))
    assert.deepEqual(request.requirements, ['a', 'b', 'c'])
    const problems = problemsOf({ packages: 'six', ...choice })
    assert.deepEqual(
      problems.map(problem => problem.split(':')[0]),
      ["'extras'", "'dependencyGroups'"],
    )
  })

  it('takes exact versions of the Azure CLI, and its extension only with it', () => {
    const { azureCli } = readInputs(
      new FakeHost({ inputs: { azureCliVersion: '2.77.0', mlExtensionVersion: '2.38.0' } }),
    )
    assert.deepEqual(azureCli, { version: '2.77.0', mlExtension: '2.38.0' })
    assert.match(problemsOf({ azureCliVersion: '2' })[0] ?? '', /azureCliVersion.*is not an exact version/)
    assert.match(problemsOf({ packages: 'six', mlExtensionVersion: '2.38.0' })[0] ?? '', /set both or none/)
  })
})
