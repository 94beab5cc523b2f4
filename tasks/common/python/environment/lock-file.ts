import { writeFile } from 'node:fs/promises'
import * as path from 'node:path'

/** Where an environment keeps the exact versions of what is in it. */
export const lockFileOf = (directory: string): string => path.join(directory, 'mlops-requirements.lock.txt')

/** A requirements file that installs the same again. */
export async function writeLockFile(
  directory: string,
  python: string,
  packages: readonly string[],
): Promise<void> {
  const lines = [`# Resolved for Python ${python}.`, ...packages]
  await writeFile(lockFileOf(directory), lines.join('\n') + '\n')
}
