import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'

/** Parts of names that a task might be tempted to put together with a region, an account or a workspace. */
const PARTS =
  /(azureml\.ms|windows\.net|azurecr\.io|vault\.azure|azmk8s|cloudapp|management\.azure|ml\.azure)/

const sourcesOf = (folder: string): string[] =>
  fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => path.join(entry.parentPath, entry.name))

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

/**
 * The audiences of the clouds are names of services, not addresses; a data store without endpoint has Azure's own; the
 * extension's `domain` is a setting that the official client sends with it, to which no task ever talks.
 */
const KNOWN = [
  'tasks/common/auth/clouds.ts',
  'tasks/common/kubernetes/extension/extension-settings.ts',
  'tasks/common/machinelearning/datastore/datastore.ts',
]

describe('6.10 no task composes a host name', () => {
  it('no source but the table of audiences holds a part of one', () => {
    const found = sourcesOf('tasks').filter(file =>
      PARTS.test(withoutComments(fs.readFileSync(file, 'utf8'))),
    )
    assert.deepEqual(found.map(file => file.split(path.sep).join('/')).sort(), KNOWN)
  })
})
