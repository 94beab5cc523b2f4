import { createWriteStream } from 'node:fs'
import { link, lstat, mkdir, readdir, realpath, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Header, extract } from 'tar-stream'

/** A symbolic link whose target begins at the image's root; it is settled when all layers are there. */
export interface AbsoluteLink {
  path: string
  target: string
}

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/**
 * Applies one layer of an image to a directory, whiteouts too.
 *
 * @throws when an entry would leave the directory
 */
export async function unpackLayer(layer: Readable, gzip: boolean, root: string): Promise<AbsoluteLink[]> {
  const entries = extract()
  const links: AbsoluteLink[] = []
  const feeding = gzip ? pipeline(layer, createGunzip(), entries) : pipeline(layer, entries)
  const reading = (async () => {
    for await (const entry of entries) {
      await apply(entry.header, Readable.from(entry), root, links)
      entry.resume()
    }
  })()
  await Promise.all([feeding, reading])
  return links
}

async function apply(header: Header, content: Readable, root: string, links: AbsoluteLink[]): Promise<void> {
  const path = await inside(root, header.name)
  const name = basename(path)
  if (name === OPAQUE) return emptyDirectory(dirname(path))
  if (name.startsWith(WHITEOUT))
    return rm(join(dirname(path), name.slice(WHITEOUT.length)), { recursive: true, force: true })
  if (header.type === 'directory') return makeDirectory(path, header.mode)
  await rm(path, { recursive: true, force: true })
  if (header.type === 'symlink') return makeLink(path, header.linkname, links)
  if (header.type === 'link') return link(await inside(root, header.linkname), path)
  if (header.type === 'file' || header.type === 'contiguous-file')
    await pipeline(content, createWriteStream(path, { mode: header.mode | 0o400 }))
}

/** The place of an entry, its folder made; a link in an earlier layer must not lead out of the image. */
async function inside(root: string, name: string): Promise<string> {
  const path = resolve(root, `./${name}`)
  if (path === root) return path
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const real = await realpath(folder)
  if (path.startsWith(root + sep) && (real + sep).startsWith((await realpath(root)) + sep)) return path
  throw new Error(`The image's entry '${name}' lies outside the image.`)
}

async function makeDirectory(path: string, mode: number): Promise<void> {
  const there = await lstat(path).catch(() => undefined)
  if (there && !there.isDirectory()) await rm(path)
  await mkdir(path, { recursive: true, mode: mode | 0o700 })
}

async function makeLink(path: string, target: string, links: AbsoluteLink[]): Promise<void> {
  if (target.startsWith('/')) links.push({ path, target })
  await symlink(target, path)
}

async function emptyDirectory(path: string): Promise<void> {
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true, force: true })
}
