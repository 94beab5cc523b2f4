import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileJournal, readJournal } from '../../../local/azure/core/journal.ts'
import { createStore } from '../../../local/azure/core/store.ts'

interface Thing {
  value: number
}

describe('The store and its journal', () => {
  let directory: string
  let file: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'journal-'))
    file = join(directory, 'journal.jsonl')
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  const open = () => createStore(fileJournal(file), readJournal(file)).collection<Thing>('things')
  const lines = () => readFileSync(file, 'utf8').split('\n').filter(Boolean)

  it('finds a document under any casing of its ARM id and with doubled slashes', () => {
    const things = open()
    things.put('/subscriptions/S/resourceGroups/RG', { value: 1 })
    assert.deepEqual(things.get('//Subscriptions/s//resourcegroups/rg/'), { value: 1 })
  })

  it('lists what lies under an id, in order of creation, and not its namesakes', () => {
    const things = open()
    things.put('/ws/w/jobs/b', { value: 1 })
    things.put('/ws/w/jobs/a', { value: 2 })
    things.put('/ws/w2/jobs/c', { value: 3 })
    assert.deepEqual(things.listUnder('/WS/w'), [{ value: 1 }, { value: 2 }])
  })

  it('holds after a restart what was put, and not what was deleted', () => {
    const first = open()
    first.put('/a', { value: 1 })
    first.put('/a', { value: 2 })
    first.put('/b', { value: 3 })
    assert.equal(first.delete('/b'), true)
    assert.equal(first.delete('/b'), false)
    const second = open()
    assert.deepEqual(second.list(), [{ value: 2 }])
  })

  it('is compacted at start to one line a document', () => {
    const first = open()
    for (let value = 0; value < 20; value++) first.put('/a', { value })
    assert.equal(lines().length, 20)
    open()
    assert.equal(lines().length, 1)
  })

  it('loses only the last line when it was torn by a crash', () => {
    open().put('/a', { value: 1 })
    appendFileSync(file, '{"collection":"things","key":"/b","val')
    assert.deepEqual(open().list(), [{ value: 1 }])
  })

  it('keeps a last line that lacks only its line end', () => {
    writeFileSync(file, '{"collection":"things","key":"/a","value":{"value":1}}')
    assert.deepEqual(open().list(), [{ value: 1 }])
  })

  it('refuses a journal that is damaged in the middle, naming file, line and remedy', () => {
    writeFileSync(file, '{"collection":"things","key":"/a","value":{"value":1}}\ngarbage\n{}\n')
    assert.throws(open, /journal\.jsonl is damaged at line 2.*reset/s)
  })

  it('is empty after it was cleared, for good', () => {
    const store = createStore(fileJournal(file), [])
    store.collection<Thing>('things').put('/a', { value: 1 })
    store.clear()
    assert.deepEqual(store.collection('things').list(), [])
    assert.deepEqual(open().list(), [])
  })
})
