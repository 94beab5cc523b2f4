import { existingPath } from '../asset-path.ts'
import { checked, worded } from '../schema/refine.ts'

/** A folder or file of this machine (absolute), a web or git URL, or a code version of the workspace. */
export const code = worded(
  'a folder or file, a git or web URL, or azureml:NAME:VERSION',
  checked(existingPath, (value, at) => {
    if (/^azureml:\/\//.test(value))
      at.reject('code cannot lie in a registry; write a folder, a git URL or azureml:NAME:VERSION.')
    else if (value.startsWith('azureml:') && !/^azureml:([^:@/]+:[^:]+|\/subscriptions\/.+)$/.test(value))
      at.reject(`"${value}" names no version of code; write azureml:NAME:VERSION or an ARM id.`)
  }),
)
