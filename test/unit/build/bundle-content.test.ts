import type { Metafile } from 'esbuild'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { checkBundle, packageFolders } from '../../../build/checks/bundle-content.ts'

describe('The check of a bundle', () => {
  let repository: string

  beforeEach(() => (repository = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-bundle-'))))
  afterEach(() => fs.rmSync(repository, { recursive: true }))

  /** What is wrong with a bundle of these modules, whose packages all run on the given Node. */
  function problems(modules: string[], node = '>=18'): string {
    for (const folder of packageFolders(modules)) {
      fs.mkdirSync(path.join(repository, folder), { recursive: true })
      fs.writeFileSync(path.join(repository, folder, 'package.json'), JSON.stringify({ engines: { node } }))
    }
    return checkBundle(metafile(modules), repository).join('\n')
  }

  it('accepts our tasks, and packages that run on the Node of agents', () => {
    const modules = ['entry.ts', 'tasks/common/errors.ts', 'node_modules/@azure/identity/dist/esm/index.js']
    assert.equal(problems(modules), '')
  })

  for (const module of [
    'local/azure/api.ts',
    'test/support/fake-host.ts',
    'build/layout.ts',
    '../elsewhere.ts',
  ]) {
    it(`stops at ${module}`, () => {
      assert.match(problems([module]), /is in the bundle; only modules under tasks/)
    })
  }

  it('stops at a second copy of a package with state', () => {
    const nested = [
      'node_modules/azure-pipelines-task-lib/task.js',
      'node_modules/x/node_modules/azure-pipelines-task-lib/task.js',
    ]
    assert.match(problems(nested), /a package with state is in the bundle twice/)
  })

  it('stops at a package with state that is there in two formats', () => {
    const formats = ['esm', 'commonjs'].map(format => `node_modules/@azure/identity/dist/${format}/index.js`)
    assert.match(problems(formats), /a package with state is in the bundle twice/)
  })

  it('lets two formats meet in the module through which they share their state', () => {
    const formats = ['esm', 'commonjs'].map(
      format => `node_modules/@azure/core-tracing/dist/${format}/state.js`,
    )
    assert.equal(problems(formats), '')
  })

  it('stops at a package that needs a newer Node than agents have', () => {
    assert.match(problems(['node_modules/newer/index.js'], '>=22'), /node_modules\/newer needs Node >=22/)
  })
})

function metafile(modules: string[]): Metafile {
  const inputs = Object.fromEntries(modules.map(module => [module, { bytesInOutput: 1 }]))
  return { inputs: {}, outputs: { 'bundle.js': { bytes: 1, inputs, imports: [], exports: [] } } }
}
