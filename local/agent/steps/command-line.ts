import { inBoxManifest, type InBoxTask } from './in-box-task.ts'
import { runInlineScript, shellInputs, type ShellCall } from './script.ts'

const windows: ShellCall = {
  command: process.env['ComSpec'] ?? 'cmd.exe',
  arguments: file => ['/D', '/E:ON', '/V:OFF', '/S', '/C', `CALL "${file}"`],
  extension: 'cmd',
  shell: 'Cmd.exe',
  prologue: '@echo off\r\n',
}

const posix: ShellCall = {
  command: 'bash',
  arguments: file => ['--noprofile', '--norc', file],
  extension: 'sh',
  shell: 'Bash',
}

export const commandLine: InBoxTask = {
  manifest: inBoxManifest({
    id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9',
    name: 'CmdLine',
    friendlyName: 'Command line',
    description: 'Run a command line script using Bash on Linux and macOS and cmd.exe on Windows',
    major: 2,
    inputs: { ...shellInputs, script: { required: true } },
  }),
  run: invocation =>
    runInlineScript(invocation, invocation.input('script'), process.platform === 'win32' ? windows : posix),
}
