/**
 * The icons of the extension and its tasks, drawn as one family: a rounded tile of the same gradient, a white
 * glyph of the same stroke, and one amber accent for what the task hands on.
 */
const tile = { from: '#1b3a8a', to: '#0fa3a3', glyph: '#ffffff', accent: '#ffb627' }

export interface Icon {
  /** Where the PNG is kept, relative to the repository. */
  file: string
  /** Width and height in pixels. */
  size: number
  svg: string
}

const strokes = {
  /** Packages that fall into a tray. */
  install: `
    <path d="M16 6v11M11.5 13 16 17.5 20.5 13"/>
    <path d="M7 18v6.5h18V18"/>
    <circle class="accent" cx="16" cy="21.3" r="1.9"/>`,
  /** Nodes of a cluster, the lit one running. */
  compute: `
    <rect x="7" y="6.5" width="18" height="5.4" rx="1.6"/>
    <rect x="7" y="13.3" width="18" height="5.4" rx="1.6"/>
    <rect x="7" y="20.1" width="18" height="5.4" rx="1.6"/>
    <circle class="accent" cx="11" cy="9.2" r="1.5"/>
    <circle class="dot" cx="11" cy="16" r="1.1"/>
    <circle class="dot" cx="11" cy="22.8" r="1.1"/>`,
  /** A decision tree that ends in a model. */
  train: `
    <path d="M16 9.5 10.3 15.2M16 9.5l5.7 5.7M10.3 17 7.8 22.4M10.3 17l2.9 5.4M21.7 17l-2.5 5.4M21.7 17l2.6 5.4"/>
    <circle class="dot" cx="16" cy="8.2" r="2.5"/>
    <circle class="dot" cx="10.3" cy="16" r="2.2"/>
    <circle class="dot" cx="21.7" cy="16" r="2.2"/>
    <circle class="dot" cx="7.6" cy="23.6" r="1.8"/>
    <circle class="dot" cx="13.4" cy="23.6" r="1.8"/>
    <circle class="dot" cx="19" cy="23.6" r="1.8"/>
    <circle class="accent" cx="24.6" cy="23.6" r="2.3"/>`,
  /** A box that holds a model. */
  containerize: `
    <path d="M16 6.2 24.6 11v10L16 25.8 7.4 21V11z"/>
    <path d="M7.8 11.2 16 15.8l8.2-4.6M16 15.8v9.6"/>
    <path d="M11.7 8.8 20 13.4"/>
    <circle class="accent" cx="20.4" cy="18.6" r="2"/>`,
  /** A service that rises from its cluster. */
  deploy: `
    <path d="M16 18.5V7.5M11.2 12 16 7.2 20.8 12"/>
    <path d="M10.5 24.5h11"/>
    <circle class="dot" cx="8.2" cy="24.5" r="2.1"/>
    <circle class="dot" cx="23.8" cy="24.5" r="2.1"/>
    <circle class="accent" cx="16" cy="24.5" r="2.6"/>
    <path d="M8.2 20v-1.8a2 2 0 0 1 2-2M23.8 20v-1.8a2 2 0 0 0-2-2"/>`,
  /** A service that rises from the cloud. */
  deployManaged: `
    <path d="M16 17.5V6.8M11.6 11 16 6.6 20.4 11"/>
    <path d="M12.6 25.4H10a4.2 4.2 0 0 1-.5-8.4M19.4 25.4H22a4.2 4.2 0 0 0 .5-8.4"/>
    <circle class="accent" cx="16" cy="24.2" r="2.6"/>`,
  /** A gauge that shows an answer. */
  score: `
    <path d="M7.4 21.5a9.3 9.3 0 1 1 17.2 0"/>
    <path d="M16 18 20.4 12.4"/>
    <path d="M10.4 25h11.2"/>
    <circle class="accent" cx="16" cy="18.6" r="2.4"/>`,
  /** A bin for what is old; what is in use stays beside it. */
  cleanUp: `
    <path d="M8 9h16M11 9V6.8h10V9"/>
    <path d="M9.6 12.2l1.2 13h10.4l1.2-13"/>
    <path d="M14 16.2 18 20.2M18 16.2 14 20.2"/>
    <circle class="accent" cx="24.2" cy="20.6" r="2.3"/>`,
  /** The loop from commit to prediction and back. */
  extension: `
    <path d="M16 16c-2.6-3.6-4.6-5-6.6-5a5 5 0 0 0 0 10c2 0 4-1.4 6.6-5s4.6-5 6.6-5a5 5 0 0 1 0 10c-2 0-4-1.4-6.6-5"/>
    <circle class="dot" cx="9.4" cy="11" r="1.9"/>
    <circle class="dot" cx="9.4" cy="21" r="1.9"/>
    <circle class="dot" cx="22.6" cy="21" r="1.9"/>
    <circle class="accent" cx="22.6" cy="11" r="2.5"/>`,
}

export const icons: Icon[] = [
  icon('images/icon.png', 128, strokes.extension, 1.9),
  icon('tasks/MLOpsInstallDependencies/MLOpsInstallDependenciesV1/icon.png', 32, strokes.install),
  icon('tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/icon.png', 32, strokes.compute),
  icon('tasks/MLOpsTrain/MLOpsTrainV1/icon.png', 32, strokes.train),
  icon('tasks/MLOpsContainerize/MLOpsContainerizeV1/icon.png', 32, strokes.containerize),
  icon('tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/icon.png', 32, strokes.deploy),
  icon(
    'tasks/MLOpsDeployToManagedEndpoint/MLOpsDeployToManagedEndpointV1/icon.png',
    32,
    strokes.deployManaged,
  ),
  icon('tasks/MLOpsScore/MLOpsScoreV1/icon.png', 32, strokes.score),
  icon('tasks/MLOpsCleanUp/MLOpsCleanUpV1/icon.png', 32, strokes.cleanUp),
]

function icon(file: string, size: number, glyph: string, stroke = 2): Icon {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <style>
    .glyph { fill: none; stroke: ${tile.glyph}; stroke-width: ${stroke}; stroke-linecap: round; stroke-linejoin: round }
    .dot { fill: ${tile.glyph}; stroke: none }
    .accent { fill: ${tile.accent}; stroke: none }
  </style>
  <defs>
    <linearGradient id="tile" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="${tile.from}"/><stop offset="1" stop-color="${tile.to}"/>
    </linearGradient>
  </defs>
  <rect width="32" height="32" rx="7" fill="url(#tile)"/>
  <g class="glyph">${glyph}</g>
</svg>`
  return { file, size, svg }
}
