import type { KillPoint } from '../../bundle/support/kill-switch.ts'

const before = (method: string, path: RegExp, nth?: number): KillPoint => ({
  when: 'before',
  method,
  path,
  ...(nth !== undefined && { nth }),
})
const after = (method: string, path: RegExp, nth?: number): KillPoint => ({
  ...before(method, path, nth),
  when: 'after',
})

const code = /\/src\/\w+\.py\?(?!.*comp=metadata)/
const codeMark = /\/src\/\w+\.py\?.*comp=metadata/
const data = /\/LocalUpload\/[^?]+(\?(?!.*comp=metadata)|$)/
const dataMark = /\/LocalUpload\/[^?]+\?.*comp=metadata/
const job = /\/jobs\/kill-[^/?]+\?/
const model = /\/models\/killed-\d+\/versions\/1\?/

/** Where a training step dies: along the whole of it, in the order in which a step comes there. */
export const killPoints: readonly [what: string, point: KillPoint][] = [
  ['the first token of Azure DevOps is asked for', before('POST', /oidctoken/)],
  ['the first token of Entra is asked for', before('POST', /oauth2\/v2\.0\/token/)],
  ['the workspace is read', before('GET', /\/workspaces\/ws-mlops\?/)],
  ['its discovery document is read', before('GET', /\/discovery/)],
  ['the job of an earlier attempt is looked for', before('GET', job)],
  ['the code is looked for by its hash', before('GET', /\/codes\/.*hash=/)],
  ['a place for the code is asked for', before('POST', /startPendingUpload/)],
  ['a place for the code was given', after('POST', /startPendingUpload/)],
  ['a file of the code is sent', before('PUT', code)],
  ['a file of the code was taken', after('PUT', code)],
  ['the second file of the code is sent', before('PUT', code, 2)],
  ['the second file of the code was taken', after('PUT', code, 2)],
  ['the code is confirmed', before('PUT', codeMark)],
  ['the code was confirmed', after('PUT', codeMark)],
  ['the code is registered', before('PUT', /\/codes\//)],
  ['the code was registered', after('PUT', /\/codes\//)],
  ['the data store is read', before('GET', /\/datastores\/workspaceblobstore\?/)],
  ['a token for storage is asked for', before('POST', /oauth2\/v2\.0\/token/, 2)],
  ['the data are looked for by their hash', before('HEAD', data)],
  ['the data are sent', before('PUT', data)],
  ['the data were taken', after('PUT', data)],
  ['the data are confirmed', before('PUT', dataMark)],
  ['the data were confirmed', after('PUT', dataMark)],
  ['the environment is looked for', before('GET', /\/environments\//)],
  ['the environment is registered', before('PUT', /\/environments\//)],
  ['the environment was registered', after('PUT', /\/environments\//)],
  ['the job is submitted', before('PUT', job)],
  ['the job was submitted', after('PUT', job)],
  ['the state of the job is read for the first time', before('GET', /\/details$/)],
  ['the state of the job is read again', before('GET', /\/details$/, 2)],
  ['the log of the job is read', before('GET', /std_log\.txt\?/)],
  ['the outputs of the job are asked for', before('POST', /\/rundata$/)],
  ['the place of its output is asked for', before('POST', /batchGetResolvedUris/)],
  ['the files of its output are listed', before('GET', /comp=list.*prefix=azureml/)],
  ['its output is downloaded', before('GET', /\/model\/model\.txt/)],
  ['its metrics are read', before('GET', /mlflow\/runs\/get/)],
  ['the model of an earlier attempt is looked for', before('GET', /\/models\/killed-\d+\/versions\?/)],
  ['the next version of the model is asked for', before('GET', /\/models\/killed-\d+\?/)],
  ['the model is registered', before('PUT', model)],
  ['the model was registered', after('PUT', model)],
]
