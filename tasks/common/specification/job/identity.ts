import { required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { anyCase, choice, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { byType } from '../schema/unions.ts'

const managedFields = { client_id: text, object_id: text, msi_resource_id: text }

const managed = object('a managed identity', {
  type: required(choice(['managed', 'managed_identity'], anyCase)),
  ...managedFields,
})
const amlToken = object("the job's own token", { type: required(choice(['aml_token'], anyCase)) })
const userIdentity = object("the submitter's identity", {
  type: required(choice(['user_identity'], anyCase)),
})

/** Whom the job is to Azure while it runs. */
export const identity = byType(
  'type',
  { managed, managed_identity: managed, aml_token: amlToken, user_identity: userIdentity },
  { same: anyCase },
)
export type Identity = Read<typeof identity>
