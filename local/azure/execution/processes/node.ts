import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The directories of a job on its node, laid out as Azure ML's common runtime lays them out. */
export interface Node {
  base: string
  /** Where the command runs: the snapshot, `./outputs` and `./logs`. */
  workingDirectory: string
  /** Below it inputs (`INPUT_x`) and outputs (`y`). */
  dataDirectory: string
  home: string
  temporary: string
}

/**
 * @param sharedData the data directory of another node of the job: what is mounted is mounted on each of them
 */
export async function createNode(base: string, sharedData?: string): Promise<Node> {
  const node: Node = {
    base,
    workingDirectory: join(base, 'exe', 'wd'),
    dataDirectory: sharedData ?? join(base, 'cap', 'data-capability', 'wd'),
    home: join(base, 'home'),
    temporary: join(base, 'tmp'),
  }
  const { workingDirectory, dataDirectory, home, temporary } = node
  const folders = [
    dataDirectory,
    home,
    temporary,
    join(workingDirectory, 'outputs'),
    join(workingDirectory, 'logs'),
  ]
  for (const folder of folders) await mkdir(folder, { recursive: true })
  return node
}

export const inputDirectory = (node: Node, name: string): string => join(node.dataDirectory, `INPUT_${name}`)

export const outputDirectory = (node: Node, name: string): string => join(node.dataDirectory, name)
