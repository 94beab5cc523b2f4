import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'

export interface ZipEntry {
  name: string
  /** Bytes before and after packing. */
  size: number
  packed: number
}

/** The files in a zip, folders left out. */
export async function listZip(file: string): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = []
  await eachFile(file, (entry): void => {
    entries.push({
      name: decodeURI(entry.fileName),
      size: entry.uncompressedSize,
      packed: entry.compressedSize,
    })
  })
  return entries
}

/** Unpacks a zip into a folder, as the service and the agent do with a VSIX and a task. */
export async function unzip(file: string, folder: string): Promise<void> {
  await eachFile(file, async (entry, zip) => {
    const target = path.join(folder, decodeURI(entry.fileName))
    fs.mkdirSync(path.dirname(target), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), fs.createWriteStream(target))
  })
}

type Visit = (entry: yauzl.Entry, zip: yauzl.ZipFile) => Promise<void> | void

async function eachFile(file: string, visit: Visit): Promise<void> {
  const zip = await yauzl.openPromise(file)
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('/')) await visit(entry, zip)
  }
}
