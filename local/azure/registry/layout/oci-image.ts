/** A reference to content by its digest. */
export interface Descriptor {
  mediaType: string
  /** `sha256:` and 64 hex digits. */
  digest: string
  /** Bytes. */
  size: number
  annotations?: Record<string, string>
  platform?: { os: string; architecture: string }
}

/** Source: OCI image format specification, image manifest. */
export interface ImageManifest {
  schemaVersion: 2
  mediaType?: string
  config: Descriptor
  layers: Descriptor[]
  annotations?: Record<string, string>
}

export interface ImageIndex {
  schemaVersion: 2
  mediaType?: string
  manifests: Descriptor[]
}

/** Source: OCI image format specification, image configuration. */
export interface ImageConfiguration {
  created?: string
  architecture: string
  os: string
  config?: ContainerConfiguration
  rootfs: { type: 'layers'; diff_ids: string[] }
  history?: HistoryEntry[]
}

export interface ContainerConfiguration {
  User?: string
  /** `NAME=value`. */
  Env?: string[]
  Entrypoint?: string[]
  Cmd?: string[]
  WorkingDir?: string
  Labels?: Record<string, string>
  /** Keys such as `5001/tcp`. */
  ExposedPorts?: Record<string, object>
}

export interface HistoryEntry {
  created?: string
  created_by?: string
  empty_layer?: boolean
}
