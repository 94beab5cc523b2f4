import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import type { Host } from '../../host/host.ts'
import { hasHashes, type DependencyRequest } from './dependency-request.ts'
import type { InstallRequest } from '../installer/installer.ts'

/**
 * Lends `body` a requirements file with the lines of the request, beside the files that it names. The file is
 * readable by this user only and gone afterwards: a line may carry an index URL with a password.
 */
export async function withRequirements<T>(
  request: DependencyRequest,
  host: Host,
  body: (install: Omit<InstallRequest, 'trustsCache'>) => Promise<T>,
): Promise<T> {
  const { files, folder } = request
  const hashed = hasHashes(request)
  if (request.requirements.length === 0) return body({ files, folder, hashed })
  const base = host.variables.get('Agent.TempDirectory') ?? tmpdir()
  const scratch = await mkdtemp(path.join(base, 'mlops-requirements-'))
  try {
    const file = path.join(scratch, 'requirements.txt')
    await writeFile(file, request.requirements.join('\n') + '\n', { mode: 0o600 })
    return await body({ files: [...files, file], folder, hashed })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
