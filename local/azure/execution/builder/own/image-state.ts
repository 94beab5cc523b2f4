import type {
  ContainerConfiguration,
  HistoryEntry,
  ImageConfiguration,
} from '../../../registry/layout/oci-image.ts'
import type { Layer, LayerEntry } from './layer.ts'

/** What docker gives an image that has no PATH of its own. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** An image while its Dockerfile is carried out. */
export interface ImageState {
  base: string
  /** Of `ARG`, by name; those before FROM are known to FROM alone. */
  arguments: Map<string, string>
  environment: Map<string, string>
  labels: Map<string, string>
  ports: string[]
  user: string
  workingDirectory: string
  command: string[]
  layers: Layer[]
  history: HistoryEntry[]
  /** What COPY has put there so far, by path in the image. */
  files: Map<string, LayerEntry>
  /** Below which path of the image each layer lies. */
  places: { path: string; layer: Layer }[]
}

export const newImage = (): ImageState => ({
  base: '',
  arguments: new Map(),
  environment: new Map([['PATH', PATH]]),
  labels: new Map(),
  ports: [],
  user: '',
  workingDirectory: '/',
  command: [],
  layers: [],
  history: [],
  files: new Map(),
  places: [],
})

export function configurationOf(image: ImageState, created: string): ImageConfiguration {
  return {
    created,
    architecture: 'amd64',
    os: 'linux',
    config: containerOf(image),
    rootfs: { type: 'layers', diff_ids: image.layers.map(({ diffId }) => diffId) },
    history: image.history.map(entry => ({ created, ...entry })),
  }
}

function containerOf(image: ImageState): ContainerConfiguration {
  const { environment, labels, ports, user, workingDirectory, command } = image
  return {
    ...(user && { User: user }),
    Env: [...environment].map(([name, value]) => `${name}=${value}`),
    ...(command.length > 0 && { Cmd: command }),
    WorkingDir: workingDirectory,
    Labels: Object.fromEntries(labels),
    ExposedPorts: Object.fromEntries(ports.map(port => [port.includes('/') ? port : `${port}/tcp`, {}])),
  }
}
