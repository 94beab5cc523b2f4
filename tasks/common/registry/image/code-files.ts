import { TaskError } from '../../errors.ts'
import { readIgnoreRules } from '../../storage/ignore-rules.ts'
import { listFolder } from '../../storage/list-folder.ts'
import type { ContextFile } from './context-file.ts'

/** The scoring code as the build context holds it, without what the folder's ignore file names. */
export async function codeFiles(folder: string, scoringScript: string): Promise<ContextFile[]> {
  const rules = await readIgnoreRules(folder)
  const files = await listFolder(folder, rules)
  if (!files.some(({ relative }) => relative === scoringScript)) {
    throw new TaskError(`There is no scoring script ${scoringScript} in ${folder}.`, {
      cause: rules.excludes(scoringScript)
        ? `${rules.source} leaves it out.`
        : `The folder holds: ${
            files
              .slice(0, 10)
              .map(file => file.relative)
              .join(', ') || 'nothing'
          }.`,
      remedy: "Correct 'scoringScript' (relative to 'code'), 'code', or the ignore file.",
    })
  }
  return files.map(({ relative, absolute, size }) => ({
    name: `code/${relative}`,
    content: { file: absolute, size },
  }))
}
