import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { load } from '../prepare/typescript.mjs'
import { mochaTier } from './mocha-tier.mjs'
import { root, runTool } from './tool.mjs'

/** The agent's two Nodes come from npm; a platform for which they do not is tested on the Node at hand. */
const agentNodes = ['node20', 'node24'].map(name => path.join(root, 'node_modules', name, 'bin/node'))

/** Packages the extension, unpacks it outside the repository and runs the tier from there on each Node, side by side. */
export async function bundleTier() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-vsix-'))
  try {
    await unpackVsix(folder)
    const tasks = path.join(folder, 'unpacked/tasks')
    const results = await Promise.all((await nodes()).map(node => onNode(node, tasks)))
    return together(results)
  } catch (error) {
    return { passed: 0, failed: 1, output: error.message }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function unpackVsix(folder) {
  const [{ createVsix }, { release }, { unzip }] = await Promise.all(
    ['create', 'variant', 'zip'].map(name => load(`../package/${name}.ts`, import.meta.url)),
  )
  await unzip(await createVsix(release, path.join(folder, 'made')), path.join(folder, 'unpacked'))
}

async function nodes() {
  const found = agentNodes.filter(node => fs.existsSync(node))
  const paths = found.length > 0 ? found : [process.execPath]
  const versions = await Promise.all(paths.map(node => runTool(node, ['--version'])))
  return paths.map((node, index) => ({ node, version: versions[index].output.trim() }))
}

async function onNode({ node, version }, tasks) {
  const env = { BUNDLE_NODE: node, BUNDLE_TASKS: tasks }
  const result = await mochaTier({
    folder: 'bundle',
    name: `bundle ${version}`,
    timeout: 120_000,
    parallel: 2,
    longest: ['sample', 'train-endures', 'local-run'],
    env,
  })
  const output = result.output && `On Node ${version}:\n${result.output}`
  return {
    ...result,
    output,
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
