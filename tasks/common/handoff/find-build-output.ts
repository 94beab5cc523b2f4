import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { TaskError } from '../errors.ts'
import type { Variables } from '../host/host.ts'
import { BUILD_OUTPUT_FILE, handoffFolder } from './build-output.ts'

/** Artifacts lie a few folders deep; sources and package folders go on for ever. */
const DEPTH = 4
const FOREIGN = new Set(['node_modules', '.git', '.venv'])

/**
 * Where the hand-off lies: the file that was named; else the default place; else the one file of that name below the
 * pipeline's workspace, where a download of an artifact may have put it. Undefined where there is none.
 */
export async function findBuildOutput(
  variables: Variables,
  named: string | undefined,
): Promise<string | undefined> {
  if (named !== undefined) return (await isFile(named)) ? named : undefined
  const usual = path.join(handoffFolder(variables), BUILD_OUTPUT_FILE)
  if (await isFile(usual)) return usual
  const root = path.dirname(handoffFolder(variables))
  const found = await filesBelow(root, DEPTH)
  if (found.length <= 1) return found[0]
  throw new TaskError(`There are ${found.length} hand-off files below ${root}.`, {
    cause: `Which one is meant cannot be told: ${found.join(', ')}.`,
    remedy: 'Name the right one in `handoffFile`.',
  })
}

/** The same for a task that cannot work without it. */
export async function requireBuildOutput(variables: Variables, named: string | undefined): Promise<string> {
  const found = await findBuildOutput(variables, named)
  if (found !== undefined) return found
  const folder = handoffFolder(variables)
  const usual = `${path.join(folder, BUILD_OUTPUT_FILE)}, nor one below ${path.dirname(folder)}`
  throw new TaskError(`There is no hand-off file ${named ?? usual}.`, {
    cause: 'The build side did not publish it, or this job has not downloaded the artifact that holds it.',
    remedy: `Publish the folder that holds ${BUILD_OUTPUT_FILE} in the build, download it here, or name the file in \`handoffFile\`.`,
  })
}

async function filesBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => [])
  const here = entries.filter(entry => entry.isFile() && entry.name === BUILD_OUTPUT_FILE)
  const folders = entries.filter(entry => entry.isDirectory() && !FOREIGN.has(entry.name))
  const below = depth === 0 ? [] : folders.map(entry => filesBelow(path.join(folder, entry.name), depth - 1))
  return [...here.map(entry => path.join(folder, entry.name)), ...(await Promise.all(below)).flat()].sort()
}

const isFile = async (file: string): Promise<boolean> =>
  (await fs.stat(file).catch(() => undefined))?.isFile() ?? false
