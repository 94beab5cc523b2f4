import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../core/world.ts'
import {
  BuildFailure,
  type BuildRequest,
  type Builder,
  type BuiltImage,
} from '../../execution/builder/builder.ts'
import { newGuid } from '../../core/ids.ts'
import { loginServer } from '../login-server.ts'
import type { OutputImage } from './run-document.ts'
import { describeDependencies } from './dependencies.ts'
import { fillIn, readImageName } from './image-names.ts'
import type { RunLog } from './run-log.ts'
import type { DockerBuildRequest } from './run-request.ts'
import { SourceFailure, unpackSource } from './source.ts'

/** A run that ends as Failed; its message is the run's `runErrorMessage`. */
export class RunFailure extends Error {
  override name = 'RunFailure'
}

export interface RunContext {
  world: World
  runId: string
  request: DockerBuildRequest
  log: RunLog
  builder: Builder
  /** Why the registry lets this run not push, if it does not. */
  refusal: string | undefined
  signal: AbortSignal
}

/**
 * Downloads the source, builds and pushes, and writes about it what ACR writes.
 *
 * @throws RunFailure
 */
export async function executeRun(context: RunContext): Promise<OutputImage[]> {
  const { world, log } = context
  const work = join(world.stateDirectory, 'registry', 'runs')
  await mkdir(work, { recursive: true })
  const scratch = await mkdtemp(join(work, `${context.runId}-`))
  try {
    await download(context, join(scratch, 'source'))
    prepare(context)
    const built = await build(context, scratch)
    try {
      return await push(context, built)
    } finally {
      await built.dispose()
    }
  } catch (error) {
    throw error instanceof BuildFailure ? buildFailed(log, error) : error
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function download({ world, request, log }: RunContext, directory: string): Promise<void> {
  log.say('Downloading source code...')
  try {
    await unpackSource(world, request.sourceLocation ?? '', directory)
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    log.line(error.message)
    throw new RunFailure(error.message)
  }
  log.say('Finished downloading source code')
}

function prepare({ world, log, refusal, request }: RunContext): void {
  log.say(`Using acb_vol_${newGuid()} as the home volume`)
  if (refusal !== undefined && request.isPushEnabled !== false) {
    log.line(refusal)
    throw new RunFailure(refusal)
  }
  log.say('Setting up Docker configuration...')
  log.say('Successfully set up Docker configuration')
  log.say(`Logging in to registry: ${loginServer(world)}`)
  log.say('Successfully logged in')
}

async function build(context: RunContext, scratch: string): Promise<BuiltImage> {
  const { log, builder } = context
  log.say('Executing step: build')
  log.say('Obtaining source code and scanning for dependencies...')
  log.say('Successfully obtained source code and scanned for dependencies')
  log.line(`This build is carried out by ${builder.name}.`)
  const started = Date.now()
  const built = await builder.build(toBuildRequest(context, scratch))
  sayDone(log, 'build', started)
  return built
}

function sayDone(log: RunLog, step: string, started: number): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(6)
  log.say(`Step id: ${step} marked as successful (elapsed time in seconds: ${seconds})`)
}

function toBuildRequest(context: RunContext, scratch: string): BuildRequest {
  const { world, request, log, signal } = context
  const { target, arguments: given = [], noCache = false, dockerFilePath } = request
  return {
    context: join(scratch, 'source'),
    dockerfile: fillIn(dockerFilePath, namesOf(context)),
    registry: loginServer(world),
    images: imagesOf(context),
    arguments: given,
    noCache,
    ...(target && { target }),
    scratch,
    log: text => log.line(text),
    signal,
  }
}

const namesOf = ({ world, runId }: RunContext) => ({ runId, registry: loginServer(world) })

function imagesOf(context: RunContext) {
  return (context.request.imageNames ?? []).map(text => {
    const name = readImageName(text, namesOf(context))
    if (!name)
      throw new BuildFailure(`invalid argument "${text}" for "-t, --tag" flag: invalid reference format`)
    return name
  })
}

async function push(context: RunContext, built: BuiltImage): Promise<OutputImage[]> {
  const { request, log, signal } = context
  const registry = loginServer(context.world)
  const outputs: OutputImage[] = []
  const images = request.isPushEnabled === false ? [] : imagesOf(context)
  if (images.length === 0) return []
  const started = Date.now()
  log.say('Executing step: push')
  for (const name of images) {
    signal.throwIfAborted()
    const full = `${registry}/${name.repository}:${name.tag}`
    log.say(`Pushing image: ${full}, attempt 1`)
    log.line(`The push refers to repository [${registry}/${name.repository}]`)
    const { digest, size } = await built.push(name)
    log.line(`${name.tag}: digest: ${digest} size: ${size}`)
    log.say(`Successfully pushed image: ${full}`)
    outputs.push({ registry, ...name, digest })
  }
  log.say('Populating digests for step id: build...')
  log.say('Successfully populated digests for step id: build')
  sayDone(log, 'push', started)
  for (const line of describeDependencies(outputs, built.base)) log.line(line)
  return outputs
}

function buildFailed(log: RunLog, { exitCode, message }: BuildFailure): RunFailure {
  for (const line of message.split('\n')) log.line(line)
  log.say('Container failed during run: build. No retries remaining.')
  log.line(`failed to run step ID: build: exit status ${exitCode}`)
  return new RunFailure(`failed during run, err: exit status ${exitCode}`)
}
