import { mapOf, nullable, refused, text } from '../schema/index.ts'
import { componentInputs, componentOutputs } from './interface.ts'

/** What every component can say of itself. Its name and version do not count: within a job it has none. */
export const componentFields = {
  $schema: text,
  id: refused(
    'a component that has an id is registered; write component: azureml:NAME:VERSION or its ARM id.',
  ),
  name: text,
  version: text,
  display_name: text,
  description: text,
  tags: mapOf(nullable(text)),
  inputs: componentInputs,
  outputs: componentOutputs,
}
