import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startAzure } from './api.ts'
import { DESCRIPTION_FILE } from './description-file.ts'

/** The process of a local Azure: starts it, says where it is, ends it on SIGTERM, SIGINT or the control API. */
const { values } = parseArgs({
  options: {
    state: { type: 'string' },
    port: { type: 'string' },
    har: { type: 'string' },
    data: { type: 'string', multiple: true },
  },
})
const { state, port, har, data = [] } = values
if (!state) throw new Error('local Azure needs --state DIRECTORY: where it keeps what it holds.')

const descriptionFile = join(state, DESCRIPTION_FILE)
const azure = await startAzure({
  stateDirectory: state,
  data: Object.fromEntries(data.map(splitAtLastEquals)),
  ...(port !== undefined && { port: Number(port) }),
  ...(har !== undefined && { har }),
  onStopped: () => end(0),
})
const line = JSON.stringify(azure.description)
writeFileSync(`${descriptionFile}.next`, line, { mode: 0o600 })
renameSync(`${descriptionFile}.next`, descriptionFile)
console.log(line)

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    azure.close().then(
      () => end(0),
      (error: unknown) => {
        console.error(error)
        end(1)
      },
    )
  })

function end(code: number): void {
  rmSync(descriptionFile, { force: true })
  process.exit(code)
}

/** `https://host/x?a=b=DIR`: a URL may hold equals signs, a directory hardly does. */
function splitAtLastEquals(pair: string): [string, string] {
  const at = pair.lastIndexOf('=')
  if (at < 1) throw new Error(`--data ${pair} is not PREFIX=DIRECTORY.`)
  return [pair.slice(0, at), pair.slice(at + 1)]
}
