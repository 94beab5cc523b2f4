import assert from 'node:assert/strict'
import * as path from 'node:path'
import { configuredIndex } from '../../../../tasks/common/python/package-index/package-index.ts'
import { wheelPattern } from '../../../../tasks/common/python/installer/uv-wheel.ts'
import { scratchFolder } from './scratch-folder.ts'

describe('The package index of a machine without pip', () => {
  const folder = scratchFolder()
  const indexOf = (environment: Readonly<Record<string, string>>): string | undefined =>
    configuredIndex({ platform: 'linux', environment })?.url

  it('is what uv was told, else what pip was told', () => {
    const pip = { PIP_INDEX_URL: 'https://pip/simple' }
    assert.equal(indexOf(pip), 'https://pip/simple')
    assert.equal(indexOf({ ...pip, UV_DEFAULT_INDEX: 'https://uv/simple' }), 'https://uv/simple')
    assert.equal(indexOf({ UV_DEFAULT_INDEX: 'feed=https://uv/simple' }), 'https://uv/simple')
  })

  it('is read from the configuration file of pip, [install] before [global]', () => {
    const global = '[global]\ntimeout = 9\nindex-url = https://global/simple\nextra-index-url = https://x\n'
    const home = path.dirname(path.dirname(path.dirname(folder.write('home/.config/pip/pip.conf', global))))
    assert.equal(indexOf({ HOME: home }), 'https://global/simple')
    const own = folder.write('own.ini', `${global}\n[install]\nindex_url: https://install/simple\n`)
    assert.equal(indexOf({ HOME: home, PIP_CONFIG_FILE: own }), 'https://install/simple')
  })

  it('is read by name and section alone, whatever else the file holds', () => {
    const text =
      '# index-url = https://no\n[list]\nindex-url = https://no\n[install]\nfind-links =\n  /a\n  /b\nIndex_Url : https://yes\n'
    const own = folder.write('odd.ini', text)
    assert.equal(indexOf({ PIP_CONFIG_FILE: own }), 'https://yes')
  })
})

describe("uv's wheel", () => {
  const wheels = [
    'uv-1.2.3-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    'uv-1.2.3-py3-none-manylinux_2_28_aarch64.whl',
    'uv-1.2.3-py3-none-musllinux_1_1_x86_64.whl',
    'uv-1.2.3-py3-none-macosx_11_0_arm64.whl',
    'uv-1.2.3-py3-none-macosx_10_12_x86_64.whl',
    'uv-1.2.3-py3-none-win_amd64.whl',
    'uv-1.2.3-py3-none-win_arm64.whl',
    'uv-1.2.30-py3-none-win_amd64.whl',
    'uv_build-1.2.3-py3-none-win_amd64.whl',
  ]
  for (const [platform, architecture, musl, expected] of [
    ['linux', 'x64', false, wheels[0]],
    ['linux', 'arm64', false, wheels[1]],
    ['linux', 'x64', true, wheels[2]],
    ['darwin', 'arm64', false, wheels[3]],
    ['darwin', 'x64', false, wheels[4]],
    ['win32', 'x64', false, wheels[5]],
    ['win32', 'arm64', false, wheels[6]],
    ['freebsd', 'x64', false, undefined],
  ] as const) {
    it(`for ${platform}-${architecture}${musl ? ' with musl' : ''} is ${expected ?? 'none'}`, () => {
      const pattern = wheelPattern('1.2.3', { platform, architecture, musl })
      assert.deepEqual(
        wheels.filter(name => pattern.test(name)),
        expected === undefined ? [] : [expected],
      )
    })
  }
})
