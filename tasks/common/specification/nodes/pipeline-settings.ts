import { compute } from '../job/compute.ts'
import { boolean, object, refused, text } from '../schema/index.ts'

const PREVIEW = 'is in private preview; the official client refuses it too.'

export const pipelineSettings = object('the settings of a pipeline', {
  default_datastore: text,
  default_compute: compute,
  continue_on_step_failure: boolean,
  force_rerun: boolean,
  on_init: refused(`on_init ${PREVIEW}`),
  on_finalize: refused(`on_finalize ${PREVIEW}`),
})
