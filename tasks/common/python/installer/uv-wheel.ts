import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fromBufferPromise } from 'yauzl'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { IndexReader } from '../package-index/index-reader.ts'
import { configuredIndex } from '../package-index/package-index.ts'
import { redactUrls } from '../../text/redact-url.ts'

/** A machine as wheels name it. */
export interface WheelPlatform {
  readonly platform: NodeJS.Platform
  readonly architecture: string
  /** Linux with another C library than glibc. */
  readonly musl: boolean
}

/** Fetches uv without any Python: its wheel from the package index that is configured. The hash must be right. */
export async function fetchUvWheel(
  version: string,
  target: string,
  host: Host,
  signal: AbortSignal,
): Promise<void> {
  const index = configuredIndex({ platform: process.platform, environment: process.env }) ?? noIndex()
  host.log.info(
    `This agent has no Python with pip: uv ${version} comes from ${redactUrls(index.url)} (${index.origin}).`,
  )
  const reader = new IndexReader(index.url, host, signal)
  const files = await reader.filesOf('uv')
  const pattern = wheelPattern(version, thisPlatform())
  const wheel = files.find(({ name }) => pattern.test(name)) ?? noWheel(version, index.url)
  const content = await reader.download(wheel.url)
  const actual = createHash('sha256').update(content).digest('hex')
  if (actual !== wheel.sha256) throw wrongHash(wheel.name, wheel.sha256, actual)
  await unpack(content, target)
}

export function wheelPattern(version: string, { platform, architecture, musl }: WheelPlatform): RegExp {
  const cpu =
    architecture === 'arm64' ? '(aarch64|arm64)' : architecture === 'x64' ? '(x86_64|amd64)' : architecture
  const systems: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
    linux: musl ? '[^-]*musllinux[^-]*' : '[^-]*manylinux[^-]*',
    darwin: 'macosx_[^-]*',
    win32: 'win',
  }
  const tag = systems[platform] ?? platform
  return new RegExp(`^uv-${version.replaceAll('.', '\\.')}-py3-none-${tag}_${cpu}(\\.[^-]*)?\\.whl$`)
}

function thisPlatform(): WheelPlatform {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  const musl = process.platform === 'linux' && report.header?.glibcVersionRuntime === undefined
  return { platform: process.platform, architecture: process.arch, musl }
}

/** Only the programs: `uv-1.data/scripts/uv` becomes `bin/uv`. */
async function unpack(wheel: Buffer, target: string): Promise<void> {
  const folder = path.join(target, 'bin')
  await mkdir(folder, { recursive: true })
  const zip = await fromBufferPromise(wheel)
  for await (const entry of zip.eachEntry()) {
    const name = /^uv-[^/]+\.data\/scripts\/(uvx?(?:\.exe)?)$/.exec(entry.fileName)?.[1]
    if (name === undefined) continue
    const file = createWriteStream(path.join(folder, name), { mode: 0o755 })
    await pipeline(await zip.openReadStreamPromise(entry), file)
  }
}

function noIndex(): never {
  throw new TaskError(
    'This agent has no Python with pip, and no package index is configured to fetch uv from.',
    {
      cause:
        'Neither UV_DEFAULT_INDEX nor PIP_INDEX_URL is set, and no configuration file of pip names an index-url.',
      remedy:
        'Set PIP_INDEX_URL to your package index (PipAuthenticate@1 sets it for a feed), put UsePythonVersion@0 before ' +
        'this step, or install Python on the agent.',
    },
  )
}

function noWheel(version: string, url: string): never {
  throw new TaskError(`The package index ${redactUrls(url)} has no uv ${version} for this machine.`, {
    cause: `It has no wheel of that version with a SHA-256 hash for ${process.platform}-${process.arch}.`,
    remedy:
      'Let the index mirror uv, or put UsePythonVersion@0 before this step and set the input installer to pip.',
  })
}

const wrongHash = (name: string, expected: string, actual: string): TaskError =>
  new TaskError(`${name} is not what its hash promises; it was thrown away.`, {
    cause: `The index announced the SHA-256 ${expected}, the file has ${actual}.`,
    remedy: 'Run the job again; if it stays so, have the index or the proxy before it looked at.',
  })
