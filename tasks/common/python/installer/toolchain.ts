import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { rootCertificates } from 'node:tls'
import type { Host } from '../../host/host.ts'
import { runProcess, type Finished } from '../../host/process.ts'
import type { Command } from '../../host/command.ts'
import { certificateVariables, proxyVariables } from '../package-index/network-variables.ts'
import type { PipSettings } from '../package-index/pip-settings.ts'
import { passwordsIn, redactUrls } from '../../text/redact-url.ts'

const HALF_AN_HOUR = 30 * 60_000

export interface ToolOptions {
  /** Print the lines as they come. */
  readonly print?: boolean
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Starts Python's tools with the proxy and certificates of the agent. No password of an index URL gets past it. */
export class Toolchain {
  readonly #host: Host
  readonly #signal: AbortSignal

  constructor(host: Host, signal: AbortSignal = host.signal) {
    this.#host = host
    this.#signal = signal
  }

  async run(command: Command, pip: PipSettings = {}, options: ToolOptions = {}): Promise<Finished> {
    const environment = { ...this.#variables(pip), ...options.environment, ...command.environment }
    this.#mask(environment)
    const onLine = (line: string): void => {
      if (options.print) this.#host.log.info(redactUrls(line))
      else this.#host.log.debug(redactUrls(line))
    }
    const finished = await runProcess(
      {
        ...command,
        environment: { PYTHONHOME: undefined, PYTHONPATH: undefined, VIRTUAL_ENV: undefined, ...environment },
      },
      { signal: this.#signal, deadlineInMilliseconds: HALF_AN_HOUR, endsWithTask: true, onLine },
    )
    return { ...finished, output: redactUrls(finished.output) }
  }

  #variables(pip: PipSettings): Record<string, string> {
    const { network } = this.#host
    return {
      NO_COLOR: '1',
      UV_NO_PROGRESS: '1',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_INPUT: '1',
      PIP_PROGRESS_BAR: 'off',
      PIP_ROOT_USER_ACTION: 'ignore',
      PYTHONUTF8: '1',
      ...proxyVariables(network.proxy, pip, process.env),
      ...certificateVariables(network, pip, process.env, () => this.#bundle()),
    }
  }

  #mask(environment: Readonly<Record<string, string | undefined>>): void {
    const values = { ...process.env, ...environment }
    for (const [name, value] of Object.entries(values)) {
      if (!/^(UV|PIP)_|_PROXY$/i.test(name)) continue
      for (const password of passwordsIn(value ?? '')) this.#host.secret(password)
    }
  }

  /** Node's authorities and the agent's own in one file: SSL_CERT_FILE takes the place of the system's. */
  #bundle(): string {
    const folder = this.#host.variables.get('Agent.TempDirectory') ?? tmpdir()
    const file = path.join(folder, 'mlops-certificates.pem')
    mkdirSync(folder, { recursive: true })
    const own = readFileSync(this.#host.network.caFile ?? '', 'utf8')
    writeFileSync(file, [...rootCertificates, own].join('\n'))
    return file
  }
}
