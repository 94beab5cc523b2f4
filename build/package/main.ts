import fs from 'node:fs'
import path from 'node:path'
import { writeReleased } from '../checks/released-inputs.ts'
import { zipSize } from '../checks/zip-size.ts'
import { findTasks, root, stagedTasks } from '../layout.ts'
import { createVsix } from './create.ts'
import { development, release } from './variant.ts'

/** `npm run package [-- --dev | --record]` */
export async function main(args: string[]): Promise<void> {
  if (args.includes('--record')) {
    await writeReleased(findTasks().map(task => task.manifest))
    return
  }
  const vsix = await createVsix(args.includes('--dev') ? development : release)
  console.log(`${path.relative(root, vsix)}  ${kib(fs.statSync(vsix).size)}`)
  for (const { relative, source } of findTasks(stagedTasks)) {
    console.log(`  ${path.basename(relative).padEnd(30)} zip ${kib(zipSize(source))}`)
  }
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`
}
