import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { load } from '../prepare/typescript.mjs'
import { mochaTier } from './mocha-tier.mjs'
import { root, runTool } from './tool.mjs'

/** The agent's two Nodes come from npm; a platform for which they do not is tested on the Node at hand. */
const agentNodes = ['node20', 'node24'].map(name => path.join(root, 'node_modules', name, 'bin/node'))

/** Each task by itself, on every Node, side by side. */
export const bundleTier = () => onUnpackedVsix({ folder: 'bundle', parallel: 2, nodes: nodes() })

/** Whole journeys take minutes and say little of the version of Node: `npm test` makes them on the first. */
export const journeyTier = () => onUnpackedVsix({ folder: 'journey', nodes: nodes().slice(0, 1) })

/** And `npm run test:all` on the others. */
export const journeyElsewhere = () => onUnpackedVsix({ folder: 'journey', nodes: nodes().slice(1) })

function nodes() {
  const found = agentNodes.filter(node => fs.existsSync(node))
  return found.length > 0 ? found : [process.execPath]
}

/** Packages the extension, unpacks it outside the repository and runs a tier from there. */
async function onUnpackedVsix({ folder, nodes, parallel }) {
  const unpacked = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-vsix-'))
  try {
    await unpackVsix(unpacked)
    const tasks = path.join(unpacked, 'unpacked/tasks')
    return together(await Promise.all(nodes.map(node => onNode({ node, tasks, folder, parallel }))))
  } catch (error) {
    return { passed: 0, failed: 1, output: error.message }
  } finally {
    fs.rmSync(unpacked, { recursive: true, force: true })
  }
}

async function unpackVsix(folder) {
  const [{ createVsix }, { release }, { unzip }] = await Promise.all(
    ['create', 'variant', 'zip'].map(name => load(`../package/${name}.ts`, import.meta.url)),
  )
  await unzip(await createVsix(release, path.join(folder, 'made')), path.join(folder, 'unpacked'))
}

async function onNode({ node, tasks, folder, parallel }) {
  const version = (await runTool(node, ['--version'])).output.trim()
  const env = { BUNDLE_NODE: node, BUNDLE_TASKS: tasks }
  const result = await mochaTier({ folder, name: `${folder} ${version}`, timeout: 120_000, parallel, env })
  return {
    ...result,
    output: result.output && `On Node ${version}:\n${result.output}`,
    notes: [`on Node ${version}: ${result.passed} passed`, ...(result.notes ?? [])],
  }
}

function together(results) {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    output: results.map(({ output }) => output).join('\n'),
    notes: [...new Set(results.flatMap(({ notes }) => notes))],
  }
}
