import type { Icon } from './icons.ts'

const width = 1240
const height = 320
const box = { width: 148, height: 96, top: 96, gap: 22.7, left: 34 }

interface Stage {
  title: string
  lines: [string, string]
  task?: string
}

const stages: Stage[] = [
  { title: 'Commit', lines: ['code, conda file,', 'pipeline YAML'] },
  {
    title: 'Dependencies',
    lines: ['a virtual environ-', 'ment on the agent'],
    task: 'MLOpsInstallDependencies',
  },
  { title: 'Compute', lines: ['a cluster, created', 'or reused'], task: 'MLOpsProvisionCompute' },
  { title: 'Train', lines: ['live log, metrics,', 'model with lineage'], task: 'MLOpsTrain' },
  { title: 'Containerize', lines: ['a gate, then an', 'image by its digest'], task: 'MLOpsContainerize' },
  { title: 'Deploy', lines: ['tested first, then', 'traffic in steps'], task: 'MLOpsDeployToAks' },
  { title: 'Score', lines: ['predictions, checked', 'and measured'], task: 'MLOpsScore' },
]

/** The picture of the line that the README and the Marketplace page show. */
export const line: Icon = { file: 'images/line.png', size: width, svg: drawing() }

function drawing(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans, Arial, sans-serif">
  <rect width="${width}" height="${height}" fill="#ffffff"/>
  <text x="34" y="50" font-size="25" font-weight="bold" fill="#14295f">From a commit to a scored prediction</text>
  <text x="34" y="76" font-size="15" fill="#52607a">one Azure Pipelines task a stage, the same YAML on Azure and on a laptop</text>
  ${stages.map(stage).join('\n')}
  ${base()}
</svg>`
}

function stage({ title, lines, task }: Stage, index: number): string {
  const x = box.left + index * (box.width + box.gap)
  const middle = x + box.width / 2
  const [fill, edge, ink] = task ? ['#1b3a8a', '#1b3a8a', '#ffffff'] : ['#fff6e0', '#ffb627', '#4a3a10']
  return `<g text-anchor="middle">
    <rect x="${x}" y="${box.top}" width="${box.width}" height="${box.height}" rx="12" fill="${fill}" stroke="${edge}" stroke-width="2"/>
    <text x="${middle}" y="${box.top + 32}" font-size="17" font-weight="bold" fill="${ink}">${title}</text>
    <text x="${middle}" y="${box.top + 56}" font-size="13" fill="${ink}">${lines[0]}</text>
    <text x="${middle}" y="${box.top + 75}" font-size="13" fill="${ink}">${lines[1]}</text>
    <text x="${middle}" y="${box.top + 118}" font-size="11" fill="#52607a">${task ?? ''}</text>
    ${index === 0 ? '' : arrow(x)}
  </g>`
}

function arrow(x: number): string {
  const y = box.top + box.height / 2
  const from = x - box.gap + 3
  return `<path d="M${from} ${y}H${x - 8}" stroke="#0fa3a3" stroke-width="4"/>
    <path d="M${x - 12} ${y - 7}l9 7-9 7z" fill="#0fa3a3"/>`
}

function base(): string {
  const top = 246
  const half = (width - 2 * box.left - box.gap) / 2
  const plates = [
    ['Azure DevOps agent + Azure Machine Learning', 'a service connection, a workspace'],
    ['Local agent + local Azure', 'npm start: no subscription, no Docker'],
  ]
  return plates
    .map(([title, detail], index) => {
      const x = box.left + index * (half + box.gap)
      return `<g text-anchor="middle">
    <rect x="${x}" y="${top}" width="${half}" height="58" rx="12" fill="#e8f7f7" stroke="#0fa3a3" stroke-width="2"/>
    <text x="${x + half / 2}" y="${top + 25}" font-size="16" font-weight="bold" fill="#0b5c5c">${title}</text>
    <text x="${x + half / 2}" y="${top + 45}" font-size="13" fill="#0b5c5c">${detail}</text>
  </g>`
    })
    .join('\n')
}
