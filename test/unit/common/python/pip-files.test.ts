import assert from 'node:assert/strict'
import { devNull } from 'node:os'
import * as path from 'node:path'
import { pipFiles } from '../../../../tasks/common/python/package-index/pip-files.ts'
import { scratchFolder } from './scratch-folder.ts'

describe('The configuration files of pip', () => {
  const folder = scratchFolder()

  it('on Linux are those of the machine, then those of the user, the strongest last', () => {
    assert.deepEqual(pipFiles({ platform: 'linux', environment: { HOME: '/h' } }), [
      '/etc/xdg/pip/pip.conf',
      '/etc/pip.conf',
      '/h/.pip/pip.conf',
      '/h/.config/pip/pip.conf',
    ])
  })

  it('on Linux follow XDG_CONFIG_DIRS and XDG_CONFIG_HOME', () => {
    const environment = { HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_CONFIG_DIRS: '/a:/b' }
    const files = pipFiles({ platform: 'linux', environment })
    assert.deepEqual(files.slice(0, 2), ['/a/pip/pip.conf', '/b/pip/pip.conf'])
    assert.equal(files.at(-1), '/c/pip/pip.conf')
  })

  it('on Windows are pip.ini of ProgramData, of the profile, of AppData', () => {
    const environment = { ProgramData: 'P', USERPROFILE: 'U', APPDATA: 'A' }
    const files = ['P', 'U', 'A'].map(name => path.join(name, 'pip', 'pip.ini'))
    assert.deepEqual(pipFiles({ platform: 'win32', environment }), files)
  })

  it('on macOS are in Application Support where that folder is, else in .config', () => {
    const of = (HOME: string) => pipFiles({ platform: 'darwin', environment: { HOME } }).at(-1)
    assert.equal(of('/h'), '/h/.config/pip/pip.conf')
    const file = folder.write('mac/Library/Application Support/pip/pip.conf', '')
    assert.equal(of(path.join(folder.path, 'mac')), file)
  })

  it('are the one in PIP_CONFIG_FILE in the place of those of the user, and none where it is the null device', () => {
    const own = folder.write('own.ini', '')
    const files = pipFiles({ platform: 'linux', environment: { HOME: '/h', PIP_CONFIG_FILE: own } })
    assert.deepEqual(files, ['/etc/xdg/pip/pip.conf', '/etc/pip.conf', own])
    assert.deepEqual(pipFiles({ platform: 'linux', environment: { PIP_CONFIG_FILE: devNull } }), [])
  })
})
