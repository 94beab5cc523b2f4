import assert from 'node:assert/strict'
import * as path from 'node:path'
import {
  emptyRequest,
  withPackages,
} from '../../../tasks/common/python/dependency-file/dependency-request.ts'
import type { Interpreter } from '../../../tasks/common/python/interpreter/interpreter.ts'
import type { Inputs } from '../../../tasks/MLOpsInstallDependencies/MLOpsInstallDependenciesV1/inputs.ts'
import { scratchFolder } from '../common/python/scratch-folder.ts'
import { planEnvironment } from '../../../tasks/MLOpsInstallDependencies/MLOpsInstallDependenciesV1/plan-environment.ts'

const interpreter: Interpreter = {
  version: '3.11.9',
  implementation: 'cpython',
  executable: '/usr/bin/python3.11',
  abi: 'cpython-311-x86_64-linux-gnu',
  platform: 'linux-x86_64',
  hasPip: true,
  hasVenv: true,
  pip: {},
  origin: 'PATH',
}
const inputs = (more: Partial<Inputs> = {}): Inputs => ({
  python: undefined,
  dependencyFile: undefined,
  packages: ['six'],
  request: withPackages(emptyRequest, ['six']),
  installer: 'auto',
  environmentDirectory: undefined,
  azureCli: undefined,
  ...more,
})
const keyOf = (more: Partial<Inputs> = {}, python: Partial<Interpreter> = {}): string =>
  planEnvironment(inputs(more), { ...interpreter, ...python }, '/tools').key

describe('The key of an environment', () => {
  it('is the same for the same wishes, wherever Python was found and wherever the environment goes', () => {
    assert.equal(keyOf(), keyOf({ environmentDirectory: '/x' }, { origin: 'pyenv' }))
    assert.match(keyOf(), /^[0-9a-f]{40}$/)
  })

  const differences: Readonly<Record<string, string>> = {
    'another package': keyOf({ request: withPackages(emptyRequest, ['idna']) }),
    'the same lines split over file and form': keyOf({
      request: withPackages({ ...emptyRequest, contents: ['si'] }, ['x']),
    }),
    'another installer': keyOf({ installer: 'pip' }),
    'another patch of Python': keyOf({}, { version: '3.11.10' }),
    'another Python of the same version': keyOf({}, { executable: '/opt/python3.11' }),
    'another platform': keyOf({}, { platform: 'linux-aarch64' }),
    'another build of Python': keyOf({}, { abi: 'cpython-311t-x86_64-linux-gnu' }),
  }
  for (const [what, key] of Object.entries(differences)) {
    it(`is another one for ${what}`, () => assert.notEqual(key, keyOf()))
  }

  it('is the same for the same lines with other ends, as Git checks them out on Windows', () => {
    const of = (text: string): string => keyOf({ request: { ...emptyRequest, contents: [text] } })
    assert.equal(of('six\r\nidna\r\n'), of('six\nidna\n'))
  })

  it('is the same for another login in a file, which expires while the packages stay', () => {
    const of = (login: string): string =>
      keyOf({ request: { ...emptyRequest, contents: [`--index-url https://${login}@host/simple\nsix\n`] } })
    assert.equal(of('build:token-of-today'), of('build:token-of-tomorrow'))
  })

  it('names the folder in the tool cache, unless the user names one', () => {
    const plan = planEnvironment(inputs(), interpreter, '/tools')
    assert.deepEqual(plan.place, {
      base: path.join('/tools', 'mlops-environments', plan.key),
      kind: 'tool cache',
      toolsDirectory: '/tools',
    })
    const own = planEnvironment(inputs({ environmentDirectory: '/mine' }), interpreter, '/tools')
    assert.deepEqual(own.place, { base: '/mine', kind: 'folder of the user', toolsDirectory: '/tools' })
  })
})

describe('What may change although the words stay the same', () => {
  const folder = scratchFolder()
  const planOf = (line: string) =>
    planEnvironment(
      inputs({ request: { ...emptyRequest, requirements: [line], folder: folder.path } }),
      interpreter,
      '/tools',
    )

  it('is nothing in packages of an index: what was made is taken again', () => {
    assert.equal(planOf('six').sources, '')
  })

  it('are local packages: they are known by their contents, however the line names them', () => {
    folder.write('lib/mine.py', 'version = 1')
    const before = planOf('-e lib')
    assert.match(before.sources ?? '', /^[0-9a-f]{64}$/)
    assert.equal(planOf('./lib').sources, before.sources)
    folder.write('lib/mine.py', 'version = 2')
    assert.notEqual(planOf('-e lib').sources, before.sources)
    assert.equal(planOf('-e lib').key, before.key)
  })

  it('is another environment for each folder of an editable package, which it points to, not of a copied one', () => {
    const keyIn = (line: string, name: string): string => {
      folder.write(`${name}/lib/mine.py`, 'version = 1')
      const request = { ...emptyRequest, contents: [line], requirements: [line] }
      const folderOf = { ...request, folder: path.join(folder.path, name) }
      return planEnvironment(inputs({ request: folderOf }), interpreter, '/tools').key
    }
    assert.notEqual(keyIn('-e lib', 'work/1'), keyIn('-e lib', 'work/2'))
    assert.equal(keyIn('-e lib', 'work/1'), keyIn('-e lib', 'work/1'))
    assert.equal(keyIn('./lib', 'work/1'), keyIn('./lib', 'work/2'))
  })

  it('is a branch: it is never taken from the cache, and no login is told', () => {
    const { sources, moving } = planOf('lib @ git+https://me:s3cret@example.org/lib@main')
    assert.equal(sources, undefined)
    assert.equal(moving, 'git+https://***@example.org/lib@main')
  })

  it('is a constraint at a URL', () => {
    const told = { ...interpreter, pip: { constraint: 'https://example.org/limits.txt' } }
    assert.equal(planEnvironment(inputs(), told, '/tools').sources, undefined)
  })
})
