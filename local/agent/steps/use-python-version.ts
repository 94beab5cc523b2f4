import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import semver from 'semver'

import { inBoxManifest, type InBoxTask } from './in-box-task.ts'

interface Python {
  version: string
  /** Folder of the interpreter. */
  bin: string
  /** What `pythonLocation` is set to. */
  location: string
}

const run = promisify(execFile)

export const usePythonVersion: InBoxTask = {
  manifest: inBoxManifest({
    id: '33c63b11-352b-45a2-ba1b-54cb568a29ca',
    name: 'UsePythonVersion',
    friendlyName: 'Use Python version',
    description: 'Use the specified version of Python from the tool cache, or one that this machine has',
    major: 0,
    inputs: {
      versionSpec: { defaultValue: '3.x', required: true },
      addToPath: { type: 'boolean', defaultValue: 'true' },
      architecture: { defaultValue: 'x64' },
      disableDownloadFromRegistry: { type: 'boolean', defaultValue: 'false' },
      allowUnstable: { type: 'boolean', defaultValue: 'false' },
      githubToken: {},
    },
    outputVariables: ['pythonLocation'],
  }),
  run: async ({ input, directories, command, log }) => {
    const wanted = input('versionSpec')
    const known = [...cached(directories.tools, input('architecture')), ...(await installed())]
    const best = semver.maxSatisfying(
      known.map(({ version }) => version),
      wanted,
    )
    const python = known.find(({ version }) => version === best)
    if (!python) {
      const list = known.map(({ version }) => version).join(', ') || 'none'
      throw new Error(
        `Version spec ${wanted} for architecture ${input('architecture')} did not match any version in Agent.ToolsDirectory or on this machine. Versions: ${list}.`,
      )
    }
    log(`Found tool in cache: Python ${python.version} ${python.location}`)
    command(`##vso[task.setvariable variable=pythonLocation;]${python.location}`)
    if (input('addToPath').toLowerCase() === 'true') {
      command(`##vso[task.prependpath]${python.location}`)
      command(`##vso[task.prependpath]${python.bin}`)
    }
  },
}

/** Versions in the tool cache, complete ones only. */
function cached(tools: string, architecture: string): Python[] {
  const root = join(tools, 'Python')
  if (!existsSync(root)) return []
  return readdirSync(root)
    .filter(version => semver.valid(version) && existsSync(join(root, version, `${architecture}.complete`)))
    .map(version => {
      const location = join(root, version, architecture)
      return { version, location, bin: join(location, process.platform === 'win32' ? 'Scripts' : 'bin') }
    })
}

/** The interpreters that PATH leads to. */
async function installed(): Promise<Python[]> {
  const script = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])'
  const names = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']
  const answers = await Promise.allSettled(names.map(name => run(name, ['-c', script])))
  return answers.flatMap(answer => {
    if (answer.status === 'rejected') return []
    const [executable = '', version = ''] = answer.value.stdout.trim().split(/\r?\n/)
    const bin = dirname(executable)
    return semver.valid(version) ? [{ version, bin, location: dirname(bin) }] : []
  })
}
