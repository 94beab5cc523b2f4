import { mapOf, nullable } from '../schema/collections.ts'
import { ignored } from '../schema/fields.ts'
import { text } from '../schema/scalars.ts'
import { compute } from './compute.ts'

const SET_BY_AZURE = 'Azure sets it; a file that was downloaded may have it.'

/** A value without text is null, as the official client sends it. */
export const tags = mapOf(nullable(text))

/** What every job can say of itself. */
export const jobFields = {
  $schema: ignored('names the schema for editors.'),
  name: text,
  display_name: text,
  description: text,
  experiment_name: text,
  tags,
  properties: tags,
  compute,
  id: ignored(SET_BY_AZURE),
  status: ignored(SET_BY_AZURE),
  creation_context: ignored(SET_BY_AZURE),
  log_files: ignored(SET_BY_AZURE),
}
