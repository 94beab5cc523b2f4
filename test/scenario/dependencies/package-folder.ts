import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import * as path from 'node:path'

export interface Package {
  readonly name: string
  readonly version: string
  readonly requires?: readonly string[]
  /** Name of a program that prints the version. */
  readonly script?: string
}

const WRITE_WHEELS = `
import json, os, sys, zipfile
folder, packages = sys.argv[1], json.loads(sys.argv[2])
for p in packages:
    name, version = p["name"], p["version"]
    info = f"{name}-{version}.dist-info"
    requires = "".join(f"Requires-Dist: {r}\\n" for r in p.get("requires", []))
    files = {
        f"{name}.py": f"version = '{version}'\\ndef main(): print(version)\\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{requires}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    if "script" in p:
        files[f"{info}/entry_points.txt"] = f"[console_scripts]\\n{p['script']} = {name}:main\\n"
    files[f"{info}/RECORD"] = "".join(f"{f},,\\n" for f in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(os.path.join(folder, f"{name}-{version}-py3-none-any.whl"), "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
`

/** A folder of tiny wheels: a package index without a network. */
export function writePackages(folder: string, packages: readonly Package[]): void {
  mkdirSync(folder, { recursive: true })
  execFileSync('python3', ['-c', WRITE_WHEELS, folder, JSON.stringify(packages)])
}

export const editableProject =
  "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n[project]\nname = 'local'\nversion = '1'\n"

/** A build backend that needs nothing: its editable wheel points to the folder of the project. */
export const editableBackend = `
import os, zipfile
def build_editable(folder, *args, **kwargs):
    info = "local-1.dist-info"
    files = {
        "local.pth": os.getcwd() + "\\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\\nName: local\\nVersion: 1\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{f},,\\n" for f in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(os.path.join(folder, "local-1-py3-none-any.whl"), "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    return "local-1-py3-none-any.whl"
build_wheel = build_editable
`

const BACKEND = `
import os, time
def _wait():
    with open(os.environ["SLOW_BUILD"], "w") as file:
        file.write(str(os.getpid()))
    time.sleep(600)
def build_wheel(*args, **kwargs): _wait()
def prepare_metadata_for_build_wheel(*args, **kwargs): _wait()
`

const WRITE_SDIST = `
import io, sys, tarfile
folder, backend = sys.argv[1:]
files = {
    "PKG-INFO": "Metadata-Version: 2.1\\nName: slow\\nVersion: 1.0\\n",
    "pyproject.toml": "[build-system]\\nrequires = []\\nbuild-backend = 'backend'\\nbackend-path = ['.']\\n",
    "backend.py": backend,
}
with tarfile.open(f"{folder}/slow-1.0.tar.gz", "w:gz") as archive:
    for name, text in files.items():
        entry = tarfile.TarInfo(f"slow-1.0/{name}")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text.encode()))
`

/** A source package `slow` whose build writes its process id to the file in SLOW_BUILD and then never ends. */
export function writeSlowPackage(folder: string): void {
  execFileSync('python3', ['-c', WRITE_SDIST, folder, BACKEND])
}

export const wheelOf = (folder: string, { name, version }: Package): string =>
  path.join(folder, `${name}-${version}-py3-none-any.whl`)

const WRITE_UV = `
import sys, zipfile
folder, version, uv = sys.argv[1:]
info = f"uv-{version}.dist-info"
files = {
    f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: uv\\nVersion: {version}\\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: false\\nTag: py3-none-any\\n",
}
program = f"uv-{version}.data/scripts/uv"
record = "".join(f"{f},,\\n" for f in [*files, program, f"{info}/RECORD"])
with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as wheel:
    for file, text in files.items():
        wheel.writestr(file, text)
    wheel.write(uv, program)
    wheel.writestr(f"{info}/RECORD", record)
`

/** A wheel of uv from its program, as a package index has it; returns its path. */
export function writeUvWheel(folder: string, version: string, uv: string): string {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const file = path.join(
    folder,
    `uv-${version}-py3-none-manylinux_2_17_${machine}.manylinux2014_${machine}.whl`,
  )
  execFileSync('python3', ['-c', WRITE_UV, file, version, uv])
  return file
}

const WRITE_CLI = `
import sys, zipfile
folder, version = sys.argv[1:]
main = """
import os, sys, urllib.error, urllib.request
def main():
    args = sys.argv[1:]
    if args[:2] != ["extension", "add"]:
        return print("azure-cli VERSION")
    wanted = args[args.index("--name") + 1] + "-" + args[args.index("--version") + 1]
    try:
        content = urllib.request.urlopen(os.environ["AZURE_EXTENSION_INDEX_URL"] + "/" + wanted).read()
    except urllib.error.HTTPError as error:
        older = "No matching extensions for 'ml (9.9.8)'. Use --debug for more information."
        missing = older if wanted == "ml-9.9.8" else "Version '9.9.9' not found for extension 'ml'"
        sys.exit("ERROR: " + (missing if error.code == 404 else str(error)))
    target = os.path.join(os.environ["AZURE_EXTENSION_DIR"], "ml")
    os.makedirs(target)
    with open(os.path.join(target, "ml.txt"), "wb") as file:
        file.write(content)
if __name__ == "__main__":
    main()
""".replace("VERSION", version)
info = f"azure_cli-{version}.dist-info"
files = {
    "azure/cli/__main__.py": main,
    f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: azure-cli\\nVersion: {version}\\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    f"{info}/entry_points.txt": "[console_scripts]\\naz = azure.cli.__main__:main\\n",
}
files[f"{info}/RECORD"] = "".join(f"{f},,\\n" for f in [*files, f"{info}/RECORD"])
with zipfile.ZipFile(f"{folder}/azure_cli-{version}-py3-none-any.whl", "w") as wheel:
    for file, text in files.items():
        wheel.writestr(file, text)
`

/**
 * An Azure CLI that can do one thing: add an extension from the index in AZURE_EXTENSION_INDEX_URL. Of an extension that
 * is not there it says what 2.77 says, of 9.9.8 what 2.60 says.
 */
export function writeAzureCli(folder: string, version: string): void {
  execFileSync('python3', ['-c', WRITE_CLI, folder, version])
}
