import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root, runPackage } from './tool.mjs'

/**
 * One tier of mocha tests under test/<folder>, one worker or `parallel` ones. Mocha's own JSON report says how it went; where it wrote none,
 * the tier could not start, and that is one failure.
 */
export async function mochaTier({
  folder,
  name = folder,
  timeout,
  parallel = false,
  longest = [],
  env = {},
}) {
  const files = testFiles(folder, longest)
  if (files.length === 0) return { passed: 0, failed: 0, output: '', notes: ['no test yet'] }
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
  const { status, output } = await runPackage('mocha/bin/mocha.js', [...args, ...files], env)
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

/** Those of `longest` begin first, in this order, lest one worker is left alone with them when the others have ended. */
function testFiles(folder, longest) {
  const whole = path.join(root, 'test', folder)
  if (!fs.existsSync(whole)) return []
  const names = fs.readdirSync(whole, { recursive: true }).map(name => name.replaceAll('\\', '/'))
  const tests = new Set(names.filter(name => name.endsWith('.test.ts')).sort())
  const first = longest.map(name => `${name}.test.ts`).filter(name => tests.has(name))
  return [...new Set([...first, ...tests])].map(name => path.posix.join('test', folder, name))
}

function indent(text) {
  return text.replaceAll(/^/gm, '    ')
}
