import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'

const PACK = `
import json, os, sys, sysconfig, tarfile
folder, version = sys.argv[1], sys.version_info
skip = {"site-packages", "__pycache__", "test", "idlelib", "tkinter", "lib2to3", "turtledemo"}
def wanted(entry):
    names = set(entry.name.split("/"))
    return None if names & skip or any(n.startswith("config-") for n in names) else entry
name = f"cpython-{version.major}.{version.minor}.{version.micro}"
os.makedirs(f"{folder}/20990101")
file = f"{name}%2B20990101-install_only.tar.gz"
with tarfile.open(f"{folder}/20990101/{file.replace('%2B', '+')}", "w:gz", compresslevel=1) as archive:
    archive.add(os.path.realpath(sys.executable), "python/bin/python3")
    archive.add(os.path.realpath(sys.executable), f"python/bin/python3.{version.minor}")
    archive.add(sysconfig.get_path("stdlib"), f"python/lib/python3.{version.minor}", filter=wanted)
    for library in {sysconfig.get_config_var("INSTSONAME")}:
        shared = os.path.join(sysconfig.get_config_var("LIBDIR") or "", library or "")
        if ".so" in (library or "") and os.path.exists(shared):
            archive.add(os.path.realpath(shared), f"python/lib/{library}")
machine = os.uname().machine
print(json.dumps({
    "key": f"{name}-linux-{machine}-gnu", "version": name[8:], "file": file, "machine": machine,
    "major": version.major, "minor": version.minor, "patch": version.micro,
}))
`

export interface PythonMirror {
  /** The one version that it has. */
  readonly version: string
  /** For UV_PYTHON_INSTALL_MIRROR. */
  readonly url: string
  /** For UV_PYTHON_DOWNLOADS_JSON_URL: uv knows the hashes of the real files only. */
  readonly list: string
}

const RELEASES = 'https://github.com/astral-sh/python-build-standalone/releases/download'

/** Makes of this machine's own Python a mirror as uv expects it. */
export function makePythonMirror(folder: string): PythonMirror {
  const mirror = path.join(folder, 'mirror')
  mkdirSync(mirror, { recursive: true })
  const packed = JSON.parse(execFileSync('python3', ['-c', PACK, mirror], { encoding: 'utf8' })) as {
    key: string
    version: string
    file: string
    machine: string
    major: number
    minor: number
    patch: number
  }
  const { key, file, machine, version, ...numbers } = packed
  const entry = {
    ...{ name: 'cpython', arch: { family: machine, variant: null }, os: 'linux', libc: 'gnu', ...numbers },
    ...{
      prerelease: '',
      url: `${RELEASES}/20990101/${file}`,
      sha256: null,
      variant: null,
      build: '20990101',
    },
  }
  const list = path.join(folder, 'pythons.json')
  writeFileSync(list, JSON.stringify({ [key]: entry }))
  return { version, url: `file://${mirror}`, list }
}
