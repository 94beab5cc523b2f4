import { spawn } from 'node:child_process'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

/**
 * Runs a program to its end and keeps what it says, so that stages side by side do not talk into each other.
 * @returns {Promise<{status: number, output: string}>}
 */
export function runTool(command, args, env = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = chunk => (output += chunk)
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', error => resolve({ status: 1, output: `${output}${command}: ${error.message}\n` }))
    child.on('close', (status, signal) => {
      resolve({ status: status ?? 1, output: signal ? `${output}${command} ended by ${signal}\n` : output })
    })
  })
}

/** Runs the command-line program of an installed package, without npx and its look-ups. */
export function runPackage(script, args, env) {
  return runTool(process.execPath, [path.join(root, 'node_modules', script), ...args], env)
}
