/** What local Azure's own builder can do; `source` is the instruction as it stands in the Dockerfile. */
export type Step = { source: string } & (
  | { kind: 'from'; image: string; stage: string | undefined }
  | { kind: 'argument'; name: string; value: string | undefined }
  | { kind: 'environment'; values: Pair[] }
  | { kind: 'labels'; values: Pair[] }
  | { kind: 'copy'; from: string; to: string; mode: number | undefined }
  | { kind: 'take'; stage: string; path: string }
  | { kind: 'dependencies'; command: string }
  | { kind: 'user-account' }
  | { kind: 'user'; user: string }
  | { kind: 'directory'; path: string }
  | { kind: 'port'; port: string }
  | { kind: 'command'; command: string[] }
)

/** Name and value before variables are put in; `literal` values stood in single quotes. */
export interface Pair {
  name: string
  value: string
  literal: boolean
}
