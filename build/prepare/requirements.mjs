import { spawnSync } from 'node:child_process'

const oldest = [20, 19]
const pythons = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']

/** Ends the program with a plain sentence where Node is too old for what follows. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  fail(
    `Node ${process.versions.node} is too old: this project needs Node ${oldest.join('.')} or newer. https://nodejs.org`,
  )
}

/** The command of a Python 3, or the end of the program: jobs and deployments run as real Python processes. */
export function requirePython() {
  const python = pythons.find(isPython3)
  if (python) return python
  fail(
    `No Python 3 was found (tried ${pythons.join(', ')}): local runs train and serve with it. https://www.python.org`,
  )
}

export function fail(message) {
  console.error(message)
  process.exit(1)
}

function isPython3(command) {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' })
  return status === 0 && stdout.startsWith('Python 3.')
}
