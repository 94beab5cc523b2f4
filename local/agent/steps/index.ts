import { bash } from './bash.ts'
import { cache } from './cache.ts'
import { checkout } from './checkout.ts'
import { commandLine } from './command-line.ts'
import { copyFiles } from './copy-files.ts'
import { downloadPipelineArtifact } from './download-pipeline-artifact.ts'
import type { InBoxTask } from './in-box-task.ts'
import { powerShell } from './powershell.ts'
import { publishBuildArtifacts } from './publish-build-artifacts.ts'
import { publishPipelineArtifact } from './publish-pipeline-artifact.ts'
import { publishTestResults } from './publish-test-results.ts'
import { usePythonVersion } from './use-python-version.ts'

/** The tasks that every agent has. */
export const inBoxTasks: readonly InBoxTask[] = [
  bash,
  cache,
  checkout,
  commandLine,
  copyFiles,
  downloadPipelineArtifact,
  powerShell,
  publishBuildArtifacts,
  publishPipelineArtifact,
  publishTestResults,
  usePythonVersion,
]
