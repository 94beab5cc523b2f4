import { ensureBundled } from './bundle.mjs'
import { ensureInstalled } from './install.mjs'
import { requirePython } from './prepare/requirements.mjs'
import { showStage, showTotals } from './test/report.mjs'
import { allLanes, lanes, lastOfAll } from './test/stages.mjs'

const args = process.argv.slice(2)
const chosen = args.filter(arg => !arg.startsWith('--'))

ensureInstalled()
const python = requirePython()
const bundled = await timed('tasks', bundleTasks)
const isAll = args.includes('--all')
const wanted = (isAll ? allLanes() : lanes(python)).map(lane => lane.filter(isChosen))
const sideBySide = await Promise.all(wanted.map(runLane))
const results = [...sideBySide, await runLane(isAll ? lastOfAll().filter(isChosen) : [])]
const failures = bundled.failed > 0 ? [bundled] : []
process.exitCode = showTotals([...failures, ...results.flat()]) ? 0 : 1

/** A tier is run by its name (`npm test -- unit contract`), or all are. */
function isChosen({ name }) {
  return chosen.length === 0 || chosen.includes(name)
}

async function runLane(stages) {
  const finished = []
  for (const { name, run } of stages) finished.push(await timed(name, run))
  return finished
}

async function timed(name, run) {
  const started = Date.now()
  const result = await run().catch(error => ({ passed: 0, failed: 1, output: error.stack }))
  const stage = { ...result, name, seconds: (Date.now() - started) / 1000 }
  if (name !== 'tasks' || result.failed > 0) showStage(stage)
  return stage
}

/** Tiers that run the bundles would fail one by one; the others still tell what they know. */
async function bundleTasks() {
  await ensureBundled()
  return { passed: 0, failed: 0, output: '' }
}
