import { anyMapping, mapOf } from '../schema/collections.ts'
import { ignored } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { choice, integer, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { byType } from '../schema/unions.ts'

const SET_BY_AZURE = 'Azure sets it while the job runs.'

const common = {
  port: integer(),
  nodes: choice(['all']),
  properties: anyMapping,
  endpoint: ignored(SET_BY_AZURE),
  status: ignored(SET_BY_AZURE),
  error_message: ignored(SET_BY_AZURE),
}

const jupyterLab = object('a JupyterLab service', { type: choice(['jupyter_lab']), ...common })
const vsCode = object('a VS Code service', { type: choice(['vs_code']), ...common })
const ssh = object('an SSH service', { type: choice(['ssh']), ...common, ssh_public_keys: text })
const tensorBoard = object('a TensorBoard service', {
  type: choice(['tensor_board']),
  ...common,
  log_dir: text,
})
const custom = object('a service of your own', { type: text, ...common })

/** Ways into a running job. */
const service = byType(
  'type',
  { jupyter_lab: jupyterLab, vs_code: vsCode, ssh, tensor_board: tensorBoard, custom },
  { otherwise: () => 'custom' },
)
export type Service = Read<typeof service>
export const services = mapOf(service)
