import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

/** A tier that hangs is a failure, and must not keep the others from being counted. */
const longest = 40 * 60_000

/**
 * Runs a program to its end and keeps what it says, so that stages side by side do not talk into each other. In a
 * file, not a pipe: a process that it leaves behind would keep a pipe open.
 * @returns {Promise<{status: number, output: string}>}
 */
export function runTool(command, args, env = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-tool-'))
  const file = path.join(folder, 'output')
  const output = fs.openSync(file, 'w')
  const end = (status, note = '') => {
    fs.closeSync(output)
    const said = fs.readFileSync(file, 'utf8')
    fs.rmSync(folder, { recursive: true })
    return { status, output: `${said}${note}` }
  }
  return new Promise(resolve => {
    const stdio = ['ignore', output, output]
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio,
      timeout: longest,
    })
    child.on('error', error => resolve(end(1, `${command}: ${error.message}\n`)))
    child.on('exit', (status, signal) =>
      resolve(end(status ?? 1, signal ? `${command} ended by ${signal}\n` : '')),
    )
  })
}

/** Runs the command-line program of an installed package, without npx and its look-ups. */
export function runPackage(script, args, env) {
  return runTool(process.execPath, [path.join(root, 'node_modules', script), ...args], env)
}
