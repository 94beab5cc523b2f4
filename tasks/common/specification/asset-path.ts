import { existsSync } from 'node:fs'
import { isRemote, localPath } from './local-path.ts'
import { mapped } from './schema/refine.ts'
import { text } from './schema/scalars.ts'
import { worded } from './schema/refine.ts'
import type { Schema } from './schema/schema.ts'

/** A path of this machine, relative to the file that holds it, or something remote. What is local must be there. */
export const existingPath: Schema<string> = worded(
  'a path relative to this file, or a reference',
  mapped(text, (value, at) => {
    const target = localPath(value, at.file.folder)
    if (isRemote(target) || existsSync(target)) return target
    at.reject(`there is no ${target}.`)
    return undefined
  }),
)
