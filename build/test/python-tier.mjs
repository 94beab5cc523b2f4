import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { root, runTool } from './tool.mjs'

const sample = path.join(root, 'samples/chd')
const requirements = path.join(sample, 'requirements.txt')
const bin = process.platform === 'win32' ? 'Scripts' : 'bin'

/** The sample's own tests, in an environment of its own that is kept as long as its requirements stay. */
export async function pythonTier(python) {
  const environment = path.join(root, 'out/python', hashOfRequirements())
  const made = await makeEnvironment(python, environment)
  if (made.status !== 0) return { passed: 0, failed: 1, output: made.output }
  const interpreter = path.join(environment, bin, 'python')
  const tests = await runTool(interpreter, [
    '-m',
    'pytest',
    '-q',
    '-p',
    'no:cacheprovider',
    'samples/chd/tests',
  ])
  return count(tests)
}

function count({ status, output }) {
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  const number = word => Number(new RegExp(`(\\d+) ${word}`).exec(last)?.[1] ?? 0)
  const passed = number('passed')
  const failed = number('failed') + number('errors?')
  if (status === 0) return { passed, failed, output: '' }
  return { passed, failed: Math.max(failed, 1), output }
}

/** Of these packages the tests import a small part, which Python compiles when it does. */
const options = ['--quiet', '--no-compile', '--disable-pip-version-check']

async function makeEnvironment(python, environment) {
  const ready = path.join(environment, 'ready')
  if (fs.existsSync(ready)) return { status: 0, output: '' }
  fs.rmSync(environment, { recursive: true, force: true })
  const interpreter = path.join(environment, bin, 'python')
  const steps = [
    [python, ['-m', 'venv', environment]],
    [interpreter, ['-m', 'pip', 'install', ...options, '-r', requirements]],
  ]
  for (const [command, args] of steps) {
    const result = await runTool(command, args)
    if (result.status !== 0) return result
  }
  fs.writeFileSync(ready, '')
  return { status: 0, output: '' }
}

function hashOfRequirements() {
  return createHash('sha256').update(fs.readFileSync(requirements)).digest('hex').slice(0, 12)
}
