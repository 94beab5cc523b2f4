import type { InputReader } from '../host/input-reader.ts'
import { deploymentVariables } from '../specification/deployment/variables.ts'
import { fragment } from '../specification/fragment.ts'

/** The input `environmentVariables`: a YAML mapping, with the scalars of CLI v2's files. */
export const readEnvironmentVariables = (read: InputReader): Readonly<Record<string, string>> =>
  fragment(read, 'environmentVariables', deploymentVariables) ?? {}
