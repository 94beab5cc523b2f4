import type { Descriptor } from '../../registry/layout/oci-image.ts'
import type { BuildArgument } from '../../registry/runs/run-request.ts'

export interface BuildRequest {
  /** Directory of the unpacked build context. */
  context: string
  /** Path of the Dockerfile below it. */
  dockerfile: string
  /** Login server of the registry that the image is for. */
  registry: string
  images: ImageName[]
  arguments: BuildArgument[]
  /** True: no layer of an earlier build is taken. */
  noCache: boolean
  target?: string
  /** A directory for what the build needs only while it runs. */
  scratch: string
  /** Whole lines, as docker would print them. */
  log: (line: string) => void
  /** Aborting ends the build and its processes. */
  signal: AbortSignal
}

export interface ImageName {
  /** Without the registry. */
  repository: string
  tag: string
}

/** An image that was built and waits to be pushed. */
export interface BuiltImage {
  /** What it was built upon, as the Dockerfile names it; undefined where that is not known. */
  base?: string
  /** Puts it into the registry under this name. */
  push(name: ImageName): Promise<Descriptor>
  /** Forgets what is not in the registry. */
  dispose(): Promise<void>
}

/** Builds images from a Dockerfile: by an engine of this machine, or by local Azure itself. */
export interface Builder {
  /** As people know it: `buildah`, `docker`, `podman`, `local Azure`. */
  readonly name: string
  /** @throws BuildFailure */
  build(request: BuildRequest): Promise<BuiltImage>
}

/** The build of an image failed by its own fault; the message, which may have several lines, belongs into its log. */
export class BuildFailure extends Error {
  override name = 'BuildFailure'
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
