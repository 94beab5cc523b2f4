import { required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { boolean, choice, integer, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { byType } from '../schema/unions.ts'

export const pytorch = object('a PyTorch distribution', {
  type: required(choice(['pytorch'])),
  process_count_per_instance: integer(),
})

export const mpi = object('an MPI distribution', {
  type: required(choice(['mpi'])),
  process_count_per_instance: integer(),
})

export const tensorflow = object('a TensorFlow distribution', {
  type: required(choice(['tensorflow'])),
  parameter_server_count: integer(),
  worker_count: integer(),
})

export const ray = object('a Ray distribution', {
  type: required(choice(['ray'])),
  port: integer(),
  address: text,
  include_dashboard: boolean,
  dashboard_port: integer(),
  head_node_additional_args: text,
  worker_node_additional_args: text,
})

/** How the processes of one job find each other. */
export const distribution = byType('type', { pytorch, mpi, tensorflow, ray })
export type Distribution = Read<typeof distribution>
