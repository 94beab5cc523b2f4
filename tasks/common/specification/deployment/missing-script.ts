import { existsSync } from 'node:fs'
import * as path from 'node:path'

/** Why the folder that is uploaded has no such scoring script; undefined where it has. */
export function missingScript(folder: string, script: string): string | undefined {
  const inside = path.relative(folder, path.resolve(folder, script))
  if (path.isAbsolute(inside) || inside.split(path.sep)[0] === '..')
    return `${script} does not lie in ${folder}, and nothing else is uploaded.`
  return existsSync(path.join(folder, inside)) ? undefined : `there is no ${script} in ${folder}.`
}
