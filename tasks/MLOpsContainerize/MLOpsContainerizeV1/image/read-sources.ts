import * as fs from 'node:fs/promises'
import { codeFiles } from '../../../common/registry/image/code-files.ts'
import type { ContextFile } from '../../../common/registry/image/context-file.ts'
import { imageDependencies, type ImageDependencies } from '../../../common/registry/image/dependencies.ts'
import { checkOwnDockerfile } from '../../../common/registry/image/own-dockerfile.ts'
import type { ContainerizeInputs } from '../inputs.ts'

/** What this machine gives to the image; found before anything is sent. */
export interface LocalSources {
  /** Undefined where no file names them: then the environment or the Dockerfile brings them. */
  readonly dependencies: ImageDependencies | undefined
  readonly code: readonly ContextFile[]
  /** The text of the user's own Dockerfile. */
  readonly dockerfile: string | undefined
}

export async function readSources({
  dependencyFile,
  code,
  scoringScript,
  base,
  secretBuildArguments,
}: ContainerizeInputs): Promise<LocalSources> {
  const dockerfile = base.kind === 'dockerfile' ? await fs.readFile(base.file, 'utf8') : undefined
  if (base.kind === 'dockerfile' && dockerfile !== undefined)
    checkOwnDockerfile(base.file, dockerfile, Object.keys(secretBuildArguments))
  return {
    dependencies: dependencyFile === undefined ? undefined : imageDependencies(dependencyFile),
    code: await codeFiles(code, scoringScript),
    dockerfile,
  }
}
