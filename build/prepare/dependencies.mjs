import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fail } from './requirements.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const lockFile = path.join(root, 'package-lock.json')
/** npm's own record of what it put into node_modules. */
const installed = path.join(root, 'node_modules/.package-lock.json')
const stamp = path.join(root, 'node_modules/.installed-from')

/** Runs `npm ci` when node_modules is not what the lock file says. */
export function installDependencies() {
  const wanted = createHash('sha256').update(fs.readFileSync(lockFile)).digest('hex')
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return
  if (!holdsWhatTheLockFileSays()) npmCi()
  fs.writeFileSync(stamp, wanted)
}

function holdsWhatTheLockFileSays() {
  if (!fs.existsSync(installed)) return false
  const wanted = packagesIn(lockFile)
  const found = packagesIn(installed)
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || optional || found[name]?.version === version,
  )
}

function packagesIn(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages
}

function npmCi() {
  console.log('Installing the Node packages (npm ci)...')
  const started = Date.now()
  const { status, stdout, stderr } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (status !== 0)
    fail(
      `${stdout}${stderr}\nnpm ci failed. The lines above say why; a proxy or a registry is set in .npmrc.`,
    )
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

function npm(args) {
  const options = { cwd: root, encoding: 'utf8' }
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return spawnSync(process.execPath, [script, ...args], options)
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}
