import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const HEAD =
  '{"log":{"version":"1.2","creator":{"name":"mlops-azureml-pipelines local Azure","version":"1"},"entries":[\n'
const TAIL = '\n]}}\n'

/** A HAR 1.2 file that is whole after every entry: the closing brackets are overwritten by the next one. */
export interface HarFile {
  append(entry: object): void
  close(): void
}

export function openHarFile(file: string): HarFile {
  mkdirSync(dirname(file), { recursive: true })
  const descriptor = openSync(file, 'w', 0o600)
  let end = writeSync(descriptor, HEAD, 0)
  let first = true
  writeSync(descriptor, TAIL, end)
  return {
    append(entry) {
      const text = (first ? '' : ',\n') + JSON.stringify(entry)
      first = false
      writeSync(descriptor, text + TAIL, end)
      end += Buffer.byteLength(text)
    },
    close: () => closeSync(descriptor),
  }
}
