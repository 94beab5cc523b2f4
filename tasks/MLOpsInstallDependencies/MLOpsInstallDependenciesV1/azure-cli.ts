import * as path from 'node:path'
import { TaskError } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import {
  digestOf,
  emptyRequest,
  withPackages,
} from '../../common/python/dependency-file/dependency-request.ts'
import { obtainEnvironment } from '../../common/python/environment/environment-store.ts'
import { lastLines } from '../../common/python/installer/explain-install-error.ts'
import type { Interpreter } from '../../common/python/interpreter/interpreter.ts'
import { withoutLogins } from '../../common/text/redact-url.ts'
import { Toolchain } from '../../common/python/installer/toolchain.ts'
import { virtualEnvironment } from '../../common/python/environment/virtual-environment.ts'
import { fillEnvironment } from './fill-environment.ts'
import type { AzureCliVersions, Inputs } from './inputs.ts'
import { planEnvironment } from './plan-environment.ts'

const WAITS_IN_MILLISECONDS = [2_000, 5_000, 15_000]

/**
 * Puts a pinned Azure CLI on PATH for the user's own scripts, in an environment apart from theirs, with its ml
 * extension in a folder of its own, so that no other job's extension gets in the way. Resolves to a clause for the
 * summary: what there is, from the cache or not.
 */
export async function provideAzureCli(
  inputs: Inputs & { readonly azureCli: AzureCliVersions },
  interpreter: Interpreter,
  toolsDirectory: string,
  host: Host,
): Promise<string> {
  const { version, mlExtension } = inputs.azureCli
  host.log.section('Azure CLI')
  host.log.info('No task of this extension needs it: it is for scripts of your own.')
  // az installs extensions by pip, and older ones import pkg_resources, which newer setuptools do not have
  const packages = [`azure-cli==${version}`, 'pip', 'setuptools<81']
  const request = withPackages(emptyRequest, packages)
  const own = { ...inputs, request, packages, environmentDirectory: undefined }
  const base = planEnvironment(own, interpreter, toolsDirectory)
  const index = withoutLogins(process.env['AZURE_EXTENSION_INDEX_URL'] ?? '')
  const key = digestOf([base.key, mlExtension ?? '', index])
  const place = { ...base.place, base: path.join(toolsDirectory, 'mlops-azure-cli', key) }
  const plan = { ...base, key, place }
  const { directory, cacheHit } = await obtainEnvironment(plan, host, async making => {
    const contents = await fillEnvironment(plan, making, host)
    if (mlExtension !== undefined) await addExtension(mlExtension, making.directory, host, making.signal)
    return contents
  })
  const extension = mlExtension === undefined ? '' : ` with its extension ml ${mlExtension}`
  const what = `Azure CLI ${version}${extension}, ${cacheHit ? 'ready in the cache' : 'installed'}`
  host.log.info(`${what}.`)
  host.outputs.setVariable('AZURE_EXTENSION_DIR', extensionsIn(directory))
  host.outputs.prependPath(virtualEnvironment(directory).scripts)
  return what
}

const extensionsIn = (directory: string): string => path.join(directory, 'extensions')

/** By `python -m`, for on Windows az is a batch file, which only a shell can start. */
async function addExtension(
  version: string,
  directory: string,
  host: Host,
  signal: AbortSignal,
): Promise<void> {
  const command = {
    executable: virtualEnvironment(directory).python,
    arguments: ['-m', 'azure.cli', 'extension', 'add', '--name', 'ml', '--version', version, '--yes'],
    environment: { AZURE_EXTENSION_DIR: extensionsIn(directory), AZURE_CORE_COLLECT_TELEMETRY: 'false' },
  }
  const tools = new Toolchain(host, signal)
  await host.log.group(`Azure CLI extension ml ${version}`, async () => {
    for (const wait of [...WAITS_IN_MILLISECONDS, undefined]) {
      const { exitCode, output } = await tools.run(command, {}, { print: true })
      if (exitCode === 0) return
      const hopeless = /No matching extensions for|Version .+ not found for extension/i.test(output)
      if (wait === undefined || hopeless) throw notAdded(version, output)
      host.log.info(`The extension could not be added; again in ${wait / 1000} s.`)
      await host.clock.sleep(wait, signal)
    }
  })
}

const notAdded = (version: string, output: string): TaskError =>
  new TaskError(`The ml extension ${version} of the Azure CLI could not be installed.`, {
    cause: 'The index of extensions cannot be reached, or has no such version for this Azure CLI.',
    remedy:
      'Correct mlExtensionVersion, or set AZURE_EXTENSION_INDEX_URL to an index that this agent reaches. If your ' +
      'scripts only do what the tasks of this extension do, leave azureCliVersion and mlExtensionVersion blank.',
    error: new Error(lastLines(output)),
  })
