import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { storageDriver } from '../../../local/azure/execution/builder/engine/storage-driver.ts'
import {
  readPipConfiguration,
  uvIndexVariables,
} from '../../../local/azure/execution/environments/package-index.ts'

/** A base image with some Python, made of this machine's Linux distribution; no registry is needed for it. */
export interface BaseImage {
  /** As a Dockerfile names it. */
  name: string
  /** Version of its Python, e.g. `3.11`. */
  python: string
  remove(): Promise<void>
}

/** Why no base image can be made here; undefined where it can. */
export function obstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'this needs root'
  const debian = spawnSync('apt-get', ['--version']).status === 0
  return debian ? undefined : 'this needs apt-get'
}

/** Installs Buildah, debootstrap and skopeo where they are missing. */
export function installEngine(): void {
  const missing = ['buildah', 'debootstrap', 'skopeo'].filter(
    name => spawnSync(name, ['--version']).status !== 0,
  )
  if (missing.length === 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  must('apt-get', ['update'], env)
  must('apt-get', ['install', '--yes', '--no-install-recommends', ...missing], env)
}

/** @returns what the program printed */
export function must(program: string, args: string[], env = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}\n${stderr}\n${error?.message ?? ''}`)
  return stdout
}

/** In the storage in which local Azure's Buildah looks. */
export const buildah = async (...args: string[]): Promise<string> =>
  must('buildah', ['--storage-driver', await storageDriver(), ...args]).trim()

const NAME = 'localhost/mlops-test-base:latest'

/** @param name under which Buildah keeps it */
export async function makeBaseImage(name = NAME): Promise<BaseImage> {
  const root = rootOfDebian()
  const variables = letDownload(root)
  const container = await buildah('from', 'scratch')
  await buildah('copy', '--quiet', container, root, '/')
  await buildah('config', ...variables.flatMap(variable => ['--env', variable]), container)
  await buildah('commit', '--quiet', '--rm', container, name)
  const python = must('chroot', [root, 'python3', '-c', 'import sys; print("%d.%d" % sys.version_info[:2])'])
  return {
    name,
    python: python.trim(),
    remove: async () => void (await buildah('rmi', '--force', name)),
  }
}

const cache = join(homedir(), '.cache', 'mlops-azureml-test')

/** The files of a small Debian with Python, kept for the next time: making them takes minutes and the network. */
function rootOfDebian(): string {
  const root = join(cache, codename())
  if (existsSync(root)) return root
  mkdirSync(cache, { recursive: true })
  const making = mkdtempSync(join(cache, 'making-'))
  try {
    const packages = '--include=python3,python3-venv,ca-certificates'
    must('debootstrap', ['--variant=minbase', packages, codename(), making])
    chmodSync(making, 0o755)
    renameSync(making, root)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return root
}

const codename = (): string =>
  /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable'

/** Gives the image this machine's package index and certificate authorities, as a private base image would have them. */
function letDownload(root: string): string[] {
  const authorities = '/etc/ssl/certs/ca-certificates.crt'
  if (existsSync(authorities)) copyFileSync(authorities, join(root, authorities))
  const pip = readPipConfiguration(must('python3', ['-m', 'pip', 'config', 'list']))
  const { cert: _cert, 'find-links': _links, ...settings } = pip
  const { UV_FIND_LINKS: _folder, SSL_CERT_FILE: _file, ...uv } = uvIndexVariables(settings, {})
  return Object.entries({
    ...uv,
    ...(settings['index-url'] && { PIP_INDEX_URL: settings['index-url'] }),
    ...(settings['extra-index-url'] && { PIP_EXTRA_INDEX_URL: settings['extra-index-url'] }),
    SSL_CERT_FILE: authorities,
    PIP_CERT: authorities,
  }).map(([name, value]) => `${name}=${value}`)
}
