import { inBoxManifest, type InBoxTask } from './in-box-task.ts'
import { runInlineScript, runScriptFile, shellInputs, type ShellCall } from './script.ts'

const call: ShellCall = { command: 'bash', arguments: file => [file], extension: 'sh', shell: 'Bash' }

export const bash: InBoxTask = {
  manifest: inBoxManifest({
    id: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b',
    name: 'Bash',
    friendlyName: 'Bash',
    description: 'Run a Bash script on macOS, Linux, or Windows',
    major: 3,
    inputs: {
      ...shellInputs,
      targetType: { defaultValue: 'filePath' },
      filePath: { type: 'filePath' },
      arguments: {},
    },
  }),
  run: async invocation => {
    if (invocation.input('targetType').toLowerCase() === 'inline') {
      await runInlineScript(invocation, invocation.input('script'), call)
      return
    }
    // The agent hands the arguments to the shell as they are written, quotes and all.
    const text = invocation.input('arguments')
    const command = `exec bash "$0" ${text}`
    const inner: ShellCall = { ...call, arguments: file => (text === '' ? [file] : ['-c', command, file]) }
    await runScriptFile(invocation, invocation.input('filePath'), inner, [])
  },
}
