import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root } from '../../build/layout.ts'

const folder = path.join(root, 'test/conformance')
const python = process.platform === 'win32' ? 'python' : 'python3'

/** The client is installed by the first of these, into `out`, by the exact versions of its requirements.txt. */
describe('What the official client sends, recorded anew', function () {
  this.timeout(1_200_000)
  let temporary: string

  before(() => (temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-conformance-'))))
  after(() => fs.rmSync(temporary, { recursive: true, force: true }))

  it('is what lies in the fixtures, twice', () => {
    const kept = filesOf(path.join(folder, 'fixtures'))
    assert.ok(Object.keys(kept).length >= 60)
    for (const name of ['once', 'again']) {
      run('record.py', '--into', path.join(temporary, name))
      assert.deepEqual(filesOf(path.join(temporary, name)), kept)
    }
  })

  it('covers each field of its schemas, or there is a reason why not', () => {
    const into = path.join(temporary, 'fields.json')
    run('walk.py', '--into', into)
    assert.equal(fs.readFileSync(into, 'utf8'), fs.readFileSync(path.join(folder, 'fields.json'), 'utf8'))
  })

  it('is not recorded of a file that the client cannot read', () => {
    const { status, stderr } = client('record.py', '--into', temporary, '../unsent/path-on-compute.yml')
    assert.equal(status, 1)
    assert.match(stderr, /path-on-compute\.yml/)
  })
})

function run(...args: string[]): void {
  const { status, stdout, stderr } = client(...args)
  assert.equal(status, 0, `${stdout}${stderr}`)
}

const client = (script = '', ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(python, [path.join(folder, 'client', script), ...args], { encoding: 'utf8' })

function filesOf(under: string): Record<string, string> {
  const entries = fs
    .readdirSync(under, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
  const files = entries.map(entry => path.join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(files.map(file => [path.relative(under, file), fs.readFileSync(file, 'utf8')]))
}
