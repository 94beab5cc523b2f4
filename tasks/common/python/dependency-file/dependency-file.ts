import * as path from 'node:path'
import { readCondaFile } from './conda-file.ts'
import type { DependencyRequest } from './dependency-request.ts'
import { nothingMore, readPyprojectFile } from './pyproject-file.ts'
import { readRequirementsFile } from './requirements-file.ts'

/**
 * Reads a dependency file by its name: `.toml` is a pyproject (of which alone a selection can be made), `.yml` and
 * `.yaml` are conda's, the rest is pip's.
 *
 * @throws DependencyFileError
 */
export function readDependencyFile(file: string, selection = nothingMore): DependencyRequest {
  switch (path.extname(file).toLowerCase()) {
    case '.toml':
      return readPyprojectFile(file, selection)
    case '.yml':
    case '.yaml':
      return readCondaFile(file)
    default:
      return readRequirementsFile(file)
  }
}
