import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { readRepository } from '../../../local/agent/run/repository.ts'
import { isUsageError, readPairs } from '../../../local/commands/arguments.ts'
import { runAzure } from '../../../local/commands/azure.ts'
import { run } from '../../../local/commands/run.ts'
import { cacheDirectory, isState, openState } from '../../../local/commands/state-directory.ts'
import { temporaryFolders } from './support/folders.ts'

const folder = temporaryFolders()

describe('The state directory', () => {
  it('lies in the cache folder of the user, as each system has it', () => {
    assert.equal(cacheDirectory({ XDG_CACHE_HOME: '/cache' }, 'linux'), '/cache')
    assert.match(cacheDirectory({}, 'linux'), /[\\/]\.cache$/)
    assert.match(cacheDirectory({}, 'darwin'), /Library[\\/]Caches$/)
    assert.equal(cacheDirectory({ LOCALAPPDATA: 'C:\\Local' }, 'win32'), 'C:\\Local')
  })

  it('is marked when it is made, and known again', () => {
    const directory = join(folder(), 'new')
    openState(directory)
    assert.ok(isState(directory))
    writeFileSync(join(directory, 'azure.json'), '{}')
    openState(directory)
  })

  it('is never a folder that holds something else', () => {
    const directory = folder()
    writeFileSync(join(directory, 'precious'), '')
    assert.throws(() => openState(directory), /is not empty and was not made by a local run/)
    assert.deepEqual(readdirSync(directory), ['precious'])
  })
})

describe('NAME=VALUE options', () => {
  it('are split at the first equals sign; the last one of a name counts', () => {
    assert.deepEqual(
      [...readPairs('var', ['a=b=c', 'e=', 'a=2'])],
      [
        ['a', '2'],
        ['e', ''],
      ],
    )
  })

  for (const text of ['novalue', '=x']) {
    it(`"${text}" is refused`, () => {
      assert.throws(() => readPairs('var', [text]), /Write --var NAME=VALUE/)
    })
  }
})

describe('A command that is wrong as it was typed', () => {
  const cases: [what: string, command: () => Promise<number>][] = [
    ['an option that nobody knows', () => run(['p.yml', '--nonsense', '--state', folder()])],
    ['a variable without a name', () => run(['p.yml', '--var', 'x', '--state', folder()])],
    ['a port that is none', () => runAzure(['--port', '99999', '--state', folder()])],
  ]
  for (const [what, command] of cases) {
    it(`is told apart from a run that fails: ${what}`, async () => {
      await assert.rejects(command, isUsageError)
    })
  }

  it('names a pipeline file that is not there, or is a folder', () => {
    for (const file of ['nope.yml', folder()]) {
      assert.throws(() => readRepository(file), /^Error: There is no pipeline file .*\. Check the path/)
    }
  })
})
