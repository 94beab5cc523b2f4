import type { AzureError } from '../../core/errors.ts'
import { mfeError } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'

/** A refusal of the inferencing service behind the front end, whose reasons are JSON inside a message. */
export function inferencingRefusal(world: World, reason: string, field = ''): AzureError {
  const errors = { [field]: [reason] }
  const message = JSON.stringify({ errors, title: 'One or more validation errors occurred.' })
  const details = [{ code: 'InferencingClientCallFailed', message }]
  return mfeError(400, { code: 'BadRequest', message: 'The request is invalid.', details }, world.mfe())
}

/** 404 of the inferencing service. */
export function inferencingNotFound(world: World): AzureError {
  const details = [{ code: 'InferencingClientCallFailed', message: JSON.stringify({ title: 'Not Found' }) }]
  const message = 'The specified resource was not found.'
  return mfeError(404, { code: 'NotFound', message, details }, world.mfe())
}

export function operationInProgress(world: World, endpoint: string): AzureError {
  const message = `Another operation on the online endpoint '${endpoint}' is in progress. Try again when it has ended.`
  return mfeError(409, { code: 'Conflict', message, inner: 'ConflictError' }, world.mfe())
}
