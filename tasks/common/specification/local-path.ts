import * as path from 'node:path'

/** True for what names something in Azure, on the web or in a pipeline rather than on this machine. */
export const isRemote = (value: string): boolean =>
  /^(azureml:|[a-z][a-z0-9+.-]+:\/\/|git\+|\/subscriptions\/|runs:\/|\$\{\{)/i.test(value) &&
  !value.startsWith('file://')

/** A path as the file's author means it: relative to the file. Remote references stay as they are. */
export const localPath = (value: string, folder: string): string =>
  isRemote(value) ? value : path.resolve(folder, value.replace(/^file:(\/\/)?/, ''))
