import { CancelledError, TaskError } from '../../../common/errors.ts'
import type { Host } from '../../../common/host/host.ts'
import type { BuildOrder } from '../../../common/registry/build/build-order.ts'
import { BuildRefused } from '../../../common/registry/build/build-refused.ts'
import { buildByEngine } from '../../../common/registry/engine/build-by-engine.ts'
import { findEngine, type Engine } from '../../../common/registry/engine/find-engine.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import { buildInRegistry } from './build-in-registry.ts'
import type { BuildInputs } from './build-inputs.ts'

/**
 * Builds with the builder that was asked for. `auto` asks the registry first and turns to an engine of the agent where
 * the registry may not build at all; a build that fails by itself would fail there too.
 */
export async function buildWith(
  builder: BuildInputs['builder'],
  registry: Registry,
  order: BuildOrder,
  scratch: string,
  host: Host,
): Promise<string> {
  if (builder === 'docker') return onAgent(await findEngine(host.signal))
  try {
    return await buildInRegistry(registry, order, scratch, host)
  } catch (error) {
    if (builder === 'acr' || !(error instanceof BuildRefused)) throw error
    const engine = await insteadOf(error, host.signal)
    host.log.warning(
      `${error.message} ${error.likelyCause ?? ''} The image is built with ${engine.name} on this agent instead.`,
    )
    return onAgent(engine)
  }

  function onAgent(engine: Engine): Promise<string> {
    return buildByEngine(engine, registry, order, scratch, host)
  }
}

/** The engine that may help; without one the refusal stands, and says why there is none. */
async function insteadOf(refusal: BuildRefused, signal: AbortSignal): Promise<Engine> {
  try {
    return await findEngine(signal)
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof TaskError)) throw error
    throw new TaskError(`${refusal.message} ${error.message}`, {
      cause: `${refusal.likelyCause ?? ''} ${error.likelyCause ?? ''}`.trim(),
      remedy: `${refusal.remedy ?? ''} ${error.remedy ?? ''}`.trim(),
      error: refusal.cause,
    })
  }
}
