import { CancelledError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { runProcess, type Finished } from '../../host/process.ts'
import type { Secret } from '../../host/secret.ts'
import type { Engine } from './find-engine.ts'

export interface EngineCall {
  readonly arguments: readonly string[]
  readonly stdin?: Secret
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutInSeconds?: number
}

/** An engine with its settings; every line that it prints passes `hide`. */
export interface EngineRunner {
  readonly engine: Engine
  /** `undefined` where the time is up. */
  run(call: EngineCall): Promise<Finished | undefined>
}

const LONGEST_IN_SECONDS = 8 * 3600

export const engineRunner = (
  engine: Engine,
  variables: Readonly<Record<string, string>>,
  host: Host,
  hide: (line: string) => string,
): EngineRunner => ({
  engine,
  async run({ arguments: args, stdin, environment, timeoutInSeconds = LONGEST_IN_SECONDS }) {
    const timeout = AbortSignal.timeout(timeoutInSeconds * 1000)
    try {
      const finished = await runProcess(
        {
          executable: engine.name,
          arguments: args,
          environment: { ...variables, ...environment },
          ...(stdin && { stdin }),
        },
        {
          signal: AbortSignal.any([host.signal, timeout]),
          deadlineInMilliseconds: 2 * LONGEST_IN_SECONDS * 1000,
          onLine: line => host.log.info(`build | ${hide(line)}`),
        },
      )
      return { ...finished, output: hide(finished.output) }
    } catch (error) {
      if (error instanceof CancelledError && timeout.aborted && !host.signal.aborted) return undefined
      throw error
    }
  },
})
