import * as path from 'node:path'
import { readCondaFile } from './conda-file.ts'
import type { DependencyRequest } from './dependency-request.ts'
import { readPyprojectFile } from './pyproject-file.ts'
import { readRequirementsFile } from './requirements-file.ts'

/**
 * Reads a dependency file by its name: `.toml` is a pyproject, `.yml` and `.yaml` are conda's, the rest is pip's.
 *
 * @throws DependencyFileError
 */
export function readDependencyFile(file: string): DependencyRequest {
  switch (path.extname(file).toLowerCase()) {
    case '.toml':
      return readPyprojectFile(file)
    case '.yml':
    case '.yaml':
      return readCondaFile(file)
    default:
      return readRequirementsFile(file)
  }
}
