import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import * as path from 'node:path'
import { findInterpreter } from '../../../../tasks/common/python/interpreter/find-interpreter.ts'
import type { Machine } from '../../../../tasks/common/python/interpreter/interpreter-candidates.ts'
import { readVersionSpec } from '../../../../tasks/common/python/interpreter/version-spec.ts'
import { scratchFolder } from './scratch-folder.ts'

describe("A machine's real Python", function () {
  this.timeout(60_000)
  const folder = scratchFolder()
  const ask = 'import os, platform, sys; print(platform.python_version(), os.path.realpath(sys.executable))'
  const [version = '', executable = ''] = execFileSync('python3', ['-c', ask], { encoding: 'utf8' })
    .trim()
    .split(' ')
  const minor = version.split('.').slice(0, 2).join('.')

  /** Puts a link to the Python at a place; a link finds its library as the Python itself does. */
  function putAt(...place: string[]): void {
    const link = path.join(folder.path, ...place)
    mkdirSync(path.dirname(link), { recursive: true })
    symlinkSync(executable, link)
  }
  const machine = (environment: Machine['environment'], tools = 'none'): Machine => ({
    platform: process.platform,
    architecture: process.arch,
    toolsDirectory: path.join(folder.path, tools),
    environment: { HOME: path.join(folder.path, 'home'), ...environment },
  })
  const find = (at: Machine, spec: string) =>
    findInterpreter(at, readVersionSpec(spec), AbortSignal.timeout(50_000))

  it('is found in the tool cache, if its folder is complete', async () => {
    putAt('tools', 'Python', version, process.arch, 'bin', 'python3')
    assert.equal((await find(machine({}, 'tools'), minor)).found, undefined)
    folder.write(`tools/Python/${version}/${process.arch}.complete`, '')
    const { found } = await find(machine({}, 'tools'), `>=3.0 <=${version}`)
    assert.deepEqual([found?.version, found?.origin], [version, 'tool cache'])
  })

  it('is found on PATH', async () => {
    putAt('bin', 'python3')
    const { found } = await find(machine({ PATH: path.join(folder.path, 'bin') }), '3.x')
    assert.deepEqual([found?.version, found?.origin], [version, 'PATH'])
  })

  it('is found in pyenv', async () => {
    putAt('pyenv', 'versions', version, 'bin', 'python3')
    const { found } = await find(machine({ PYENV_ROOT: path.join(folder.path, 'pyenv') }), version)
    assert.deepEqual([found?.version, found?.origin], [version, 'pyenv'])
  })

  it('is named as seen where another version is asked for', async () => {
    const { found, seen } = await find(machine({ PATH: path.join(folder.path, 'bin') }), '3.1.4')
    assert.equal(found, undefined)
    assert.deepEqual(seen, [`${version} (${executable})`])
  })
})
