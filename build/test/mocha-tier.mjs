import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root, runPackage } from './tool.mjs'

/**
 * One tier of mocha tests under test/<folder>. Mocha's own JSON report says how it went; where it wrote none,
 * the tier could not start, and that is one failure.
 */
export async function mochaTier({ folder, name = folder, timeout, parallel = false, env = {} }) {
  if (!hasTests(path.join(root, 'test', folder)))
    return { passed: 0, failed: 0, output: '', notes: ['no test yet'] }
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-tier-'))
  const report = path.join(temporary, 'report.json')
  const args = [
    '--exit',
    '--forbid-only',
    `--timeout=${timeout}`,
    '--reporter=json',
    `--reporter-option=output=${report}`,
  ]
  if (parallel) args.push('--parallel', `--jobs=${parallel}`)
  const { status, output } = await runPackage(
    'mocha/bin/mocha.js',
    [...args, `test/${folder}/**/*.test.ts`],
    env,
  )
  const told = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : undefined
  keepReport(report, name)
  fs.rmSync(temporary, { recursive: true })
  return told ? read(told, status, output) : { passed: 0, failed: 1, output }
}

/** With TEST_REPORTS=folder the durations of all tests can be looked into afterwards. */
function keepReport(report, name) {
  const folder = process.env.TEST_REPORTS
  if (!folder || !fs.existsSync(report)) return
  fs.mkdirSync(folder, { recursive: true })
  fs.copyFileSync(report, path.join(folder, `${name.replaceAll(/\W+/g, '-')}.json`))
}

function read({ stats, failures, pending }, status, output) {
  const failed = stats.failures
  const notes = [...new Set([...notesIn(output), ...pending.map(test => `not chosen: ${test.fullTitle}`)])]
  const told = failures.map(({ fullTitle, err }) => `${fullTitle}\n${indent(err.stack ?? err.message ?? '')}`)
  if (status === 0 || failed > 0) return { passed: stats.passes, failed, output: told.join('\n\n'), notes }
  const why = `mocha exited with ${status} although no test failed:\n${output}`
  return { passed: stats.passes, failed: 1, output: why, notes }
}

/** Suites that are chosen by what exists say so, and suites that measure show figures, in lines that begin like this. */
function notesIn(output) {
  return output.split('\n').filter(line => /^(not chosen|figures):/.test(line))
}

function hasTests(folder) {
  if (!fs.existsSync(folder)) return false
  return fs.readdirSync(folder, { recursive: true }).some(file => file.endsWith('.test.ts'))
}

function indent(text) {
  return text.replaceAll(/^/gm, '    ')
}
