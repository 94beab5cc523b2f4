import { existsSync } from 'node:fs'
import * as path from 'node:path'
import { listOf, mapped, text, worded } from '../schema/index.ts'

/** A file or folder that joins the component's code: as the file says it, and where it is on this machine. */
export interface AdditionalInclude {
  readonly written: string
  readonly target: string
}

/** Files and folders beside the component's code that join it. */
export const additionalIncludes = listOf(
  worded(
    'a file or folder relative to this file',
    mapped(text, (written, at): AdditionalInclude | undefined => {
      const target = path.resolve(at.file.folder, written)
      if (existsSync(target)) return { written, target }
      if (existsSync(target.replace(/\.zip$/, '')))
        at.reject(`no archive is made of a folder here; name the folder itself: ${written.slice(0, -4)}.`)
      else at.reject(`there is no ${target}.`)
      return undefined
    }),
  ),
)
