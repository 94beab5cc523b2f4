import { existsSync } from 'node:fs'
import * as path from 'node:path'
import { code } from '../job/code.ts'
import { isRemote } from '../local-path.ts'
import { required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'

/** The folder with the scoring script (absolute, or a reference), and the script's path within it. */
export const codeConfiguration = checked(
  object('the code of a deployment', { code: required(code), scoring_script: required(text) }),
  ({ code: folder, scoring_script: script }, at) => {
    if (!isRemote(folder) && !existsSync(path.join(folder, script)))
      at.at('scoring_script').reject(`there is no ${script} in ${folder}.`)
  },
)
export type CodeConfiguration = Read<typeof codeConfiguration>
