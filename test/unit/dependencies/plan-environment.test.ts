import assert from 'node:assert/strict'
import * as path from 'node:path'
import { emptyRequest, withPackages } from '../../../tasks/common/python/dependency-request.ts'
import type { Interpreter } from '../../../tasks/common/python/interpreter.ts'
import type { Inputs } from '../../../tasks/MLOpsInstallDependencies/MLOpsInstallDependenciesV1/inputs.ts'
import { planEnvironment } from '../../../tasks/MLOpsInstallDependencies/MLOpsInstallDependenciesV1/plan-environment.ts'

const interpreter: Interpreter = {
  version: '3.11.9',
  implementation: 'cpython',
  executable: '/usr/bin/python3.11',
  abi: 'cpython-311-x86_64-linux-gnu',
  platform: 'linux-x86_64',
  hasPip: true,
  hasVenv: true,
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

  it('names the folder in the tool cache, unless the user names one', () => {
    const plan = planEnvironment(inputs(), interpreter, '/tools')
    assert.equal(plan.directory, path.join('/tools', 'mlops-environments', plan.key))
    const own = planEnvironment(inputs({ environmentDirectory: '/mine' }), interpreter, '/tools')
    assert.equal(own.directory, '/mine')
  })
})
