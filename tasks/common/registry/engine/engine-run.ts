import { CancelledError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { runProcess } from '../../host/process.ts'
import type { Secret } from '../../host/secret.ts'
import type { Engine } from './find-engine.ts'

export interface EngineCall {
  readonly arguments: readonly string[]
  readonly stdin?: Secret
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutInSeconds?: number
}

export interface EngineEnd {
  /** Undefined where the time was up. */
  readonly exitCode: number | undefined
  /** The end of what it printed, without secrets. */
  readonly log: readonly string[]
}

/** An engine with its settings; every line that it prints passes `hide`. */
export interface EngineRunner {
  readonly engine: Engine
  run(call: EngineCall): Promise<EngineEnd>
}

const LONGEST_IN_SECONDS = 8 * 3600
const KEPT_LINES = 400

export const engineRunner = (
  engine: Engine,
  variables: Readonly<Record<string, string>>,
  host: Host,
  hide: (line: string) => string,
): EngineRunner => ({
  engine,
  async run({ arguments: args, stdin, environment, timeoutInSeconds = LONGEST_IN_SECONDS }) {
    const timeout = AbortSignal.timeout(timeoutInSeconds * 1000)
    const log: string[] = []
    const command = {
      executable: engine.name,
      arguments: args,
      environment: { ...variables, ...environment },
      ...(stdin && { stdin }),
    }
    try {
      const { exitCode } = await runProcess(command, {
        signal: AbortSignal.any([host.signal, timeout]),
        deadlineInMilliseconds: 2 * LONGEST_IN_SECONDS * 1000,
        onLine(line) {
          if (log.push(hide(line)) > KEPT_LINES) log.shift()
          host.log.info(`build | ${hide(line)}`)
        },
      })
      return { exitCode, log }
    } catch (error) {
      if (error instanceof CancelledError && timeout.aborted && !host.signal.aborted)
        return { exitCode: undefined, log }
      throw error
    }
  },
})
