import { code } from '../job/code.ts'
import { isRemote } from '../local-path.ts'
import { required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { text } from '../schema/scalars.ts'
import { missingScript } from './missing-script.ts'

/** The folder with the scoring script (absolute, or a reference), and the script's path within it. */
export const codeConfiguration = checked(
  object('the code of a deployment', { code: required(code), scoring_script: required(text) }),
  ({ code: folder, scoring_script: script }, at) => {
    const missing = isRemote(folder) ? undefined : missingScript(folder, script)
    if (missing !== undefined) at.at('scoring_script').reject(missing)
  },
)
