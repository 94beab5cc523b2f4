import type { Distribution } from '../../specification/job/distribution.ts'
import type { JobBody } from './body.ts'
import { camelCased } from './defined.ts'

const DISTRIBUTION_TYPES = {
  pytorch: 'PyTorch',
  mpi: 'Mpi',
  tensorflow: 'TensorFlow',
  ray: 'Ray',
} as const

export function distributionBody({ type, ...settings }: Distribution): JobBody {
  const defaults = type === 'tensorflow' ? { parameter_server_count: 0 } : {}
  return { distributionType: DISTRIBUTION_TYPES[type], ...camelCased({ ...defaults, ...settings }) }
}
