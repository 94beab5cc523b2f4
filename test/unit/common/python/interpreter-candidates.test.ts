import assert from 'node:assert/strict'
import * as path from 'node:path'
import {
  candidatesOn,
  type Machine,
} from '../../../../tasks/common/python/interpreter/interpreter-candidates.ts'
import { readVersionSpec } from '../../../../tasks/common/python/interpreter/version-spec.ts'
import { scratchFolder } from './scratch-folder.ts'

describe('The Pythons of a machine', () => {
  const folder = scratchFolder()
  const at = (name: string): string => path.join(folder.path, name)
  const machineOf = (platform: NodeJS.Platform): Machine => ({
    platform,
    architecture: 'x64',
    toolsDirectory: at('tools'),
    environment: { PATH: `${at('shims')}:${at('bin')}:${at('none')}`, HOME: folder.path },
  })

  before(() => {
    for (const name of [
      'tools/Python/3.9.1/x64/bin/python3',
      'tools/Python/3.9.1/x64.complete',
      'tools/Python/3.11.2/x64/bin/python3',
      'tools/Python/3.11.2/x64.complete',
      'tools/Python/3.12.0/x64/bin/python3',
      'tools/mlops-python/cpython-3.10.4-linux-x86_64-gnu/bin/python3',
      'shims/python3.6',
      'shims/python3',
      'bin/python',
      'bin/python3',
      'bin/python3.9',
      'bin/python3.11',
      'bin/python3-config',
      '.pyenv/versions/3.8.1/bin/python3',
      '.pyenv/versions/my-env/bin/python3',
    ]) {
      folder.write(name, '')
    }
  })

  const names = (spec?: string): string[] =>
    candidatesOn(machineOf('linux'), spec === undefined ? undefined : readVersionSpec(spec)).map(
      ({ executable }) => path.relative(folder.path, executable),
    )
  const cached = ['tools/Python/3.11.2/x64/bin/python3', 'tools/Python/3.9.1/x64/bin/python3']
  const onPath = ['shims/python3', 'bin/python3', 'bin/python', 'bin/python3.11', 'bin/python3.9']
  const others = [
    '.pyenv/versions/3.8.1/bin/python3',
    'tools/mlops-python/cpython-3.10.4-linux-x86_64-gnu/bin/python3',
  ]

  it('are tried complete tool cache first, newest first, when a version is asked for', () =>
    assert.deepEqual(names('3.x'), [...cached, ...onPath, ...others]))

  it('are tried PATH first when none is asked for', () =>
    assert.deepEqual(names(), [...onPath, ...cached, ...others]))

  it('include on Windows the launcher, asked by an argument list', () => {
    const ask = (spec: string): unknown =>
      candidatesOn(machineOf('win32'), readVersionSpec(spec))
        .filter(({ origin }) => origin === 'Windows launcher')
        .map(({ executable, arguments: args }) => [executable, ...args])
    assert.deepEqual(ask('3.11'), [['py', '-3.11']])
    assert.deepEqual(ask('3.11.4'), [['py', '-3.11']])
    const minors = ['-3', '-3.12', '-3.11', '-3.10']
    assert.deepEqual(
      ask('>=3.10 <3.13'),
      minors.map(minor => ['py', minor]),
    )
  })
})
