import { inBoxManifest, type InBoxTask } from './in-box-task.ts'
import { runInlineScript, runScriptFile, shellInputs, type ShellCall } from './script.ts'

const call: ShellCall = {
  command: 'pwsh',
  arguments: file => [
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    `. '${file.replaceAll("'", "''")}'`,
  ],
  extension: 'ps1',
  shell: 'PowerShell',
}

export const powerShell: InBoxTask = {
  manifest: inBoxManifest({
    id: 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1',
    name: 'PowerShell',
    friendlyName: 'PowerShell',
    description: 'Run a PowerShell script on Linux, macOS, or Windows',
    major: 2,
    inputs: {
      ...shellInputs,
      targetType: { defaultValue: 'filePath' },
      filePath: { type: 'filePath' },
      arguments: {},
      errorActionPreference: { defaultValue: 'stop' },
      ignoreLASTEXITCODE: { type: 'boolean', defaultValue: 'false' },
      pwsh: { type: 'boolean', defaultValue: 'false' },
    },
  }),
  run: async invocation => {
    const preference = invocation.input('errorActionPreference')
    const prologue = `$ErrorActionPreference = '${preference.replace(/\W/g, '')}'\n`
    const ignored = invocation.input('ignoreLASTEXITCODE').toLowerCase() === 'true'
    const epilogue = ignored
      ? ''
      : '\nif (Test-Path -LiteralPath variable:\\LASTEXITCODE) { exit $LASTEXITCODE }'
    try {
      if (invocation.input('targetType').toLowerCase() === 'inline') {
        await runInlineScript(invocation, invocation.input('script') + epilogue, { ...call, prologue })
      } else {
        await runScriptFile(invocation, invocation.input('filePath'), call, [invocation.input('arguments')])
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        throw new Error(
          'PowerShell (pwsh) is not installed on this machine. Install it, or use a bash step.',
          {
            cause: error,
          },
        )
      }
      throw error
    }
  },
}
