import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readJson, root } from '../../build/layout.ts'

interface Summary {
  result: string
  stages: { jobs: { steps: { name: string; result: string; outputs: Record<string, string> }[] }[] }[]
}

/** Where this machine says which package index and which certificates to use; everything else of HOME is left out. */
const settings = { NPM_CONFIG_USERCONFIG: '.npmrc', PIP_CONFIG_FILE: '.config/pip/pip.conf' }

describe('A fresh clone with an empty home folder', function () {
  this.timeout(1_200_000)
  let folder: string
  let clone: string

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-clone-'))
    clone = path.join(folder, 'clone')
    fs.mkdirSync(path.join(folder, 'home'))
    const { status, stderr } = spawnSync('git', ['clone', '--quiet', root, clone], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  })

  after(() => fs.rmSync(folder, { recursive: true, force: true }))

  it('runs the main job to a registered model by npm start alone', () => {
    const out = path.join(folder, 'out')
    const { status, stdout, stderr } = npm('start', '--', '--out', out)
    assert.equal(status, 0, `${stdout}${stderr}`)
    const summary = readJson<Summary>(path.join(out, 'summary.json'))
    assert.equal(summary.result, 'Succeeded')
    const steps = summary.stages.flatMap(({ jobs }) => jobs.flatMap(job => job.steps))
    const train = steps.find(({ name }) => name === 'train')
    assert.match(train?.outputs['modelVersion'] ?? '', /^\d+$/)
    assert.ok(fs.statSync(path.join(out, 'report.html')).size > 0)
  })

  it('packages the extension', () => {
    const { status, stdout, stderr } = npm('run', 'package')
    assert.equal(status, 0, `${stdout}${stderr}`)
    assert.match(stdout, /dist\/mlops-azureml-pipelines-.*\.vsix/)
  })

  function npm(...args: string[]) {
    const env = { ...cleaned(process.env), ...indexSettings(), HOME: path.join(folder, 'home') }
    return spawnSync('npm', args, { cwd: clone, env, encoding: 'utf8', maxBuffer: 1 << 28 })
  }
})

/** Without what npm and mocha told this process about the repository that the test runs in. */
function cleaned(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(npm_|INIT_CWD$|NODE_OPTIONS$|XDG_)/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)))
}

function indexSettings(): Record<string, string> {
  const files = Object.entries(settings).map(([name, file]) => [
    name,
    process.env[name] ?? path.join(os.homedir(), file),
  ])
  return Object.fromEntries(files.filter(([, file]) => file && fs.existsSync(file))) as Record<string, string>
}
