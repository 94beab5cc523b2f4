import importX from 'eslint-plugin-import-x'
import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** Ways to the network and to other programs, each with the one folder that may use it. */
const agent = {
  names: ['azure-pipelines-task-lib', 'azure-pipelines-tool-lib'],
  message: 'Only tasks/common/host speaks to the agent. Take what you need from the Host.',
}
const network = {
  names: ['http', 'https', 'http2', 'net', 'dgram', 'undici'].flatMap(name => [name, `node:${name}`]),
  message: 'The network is reached through the two doors of tasks/common/azure only.',
}
/** The list of public root certificates is data; everything else of TLS is the network. */
const tls = { names: ['tls', 'node:tls'], message: network.message, allowImportNames: ['rootCertificates'] }
const programs = {
  names: ['child_process', 'node:child_process'],
  message: 'Programs are started by tasks/common/host/process only: it knows about cancelling and secrets.',
}

const general = [
  {
    target: './tasks/common',
    from: './tasks',
    except: ['./common'],
    message: 'The library knows no single task.',
  },
  {
    target: './local',
    from: './tasks',
    message:
      'Local Azure and the local agent judge the tasks; with their code they would share their mistakes.',
  },
  { target: './local', from: './test', message: 'What runs does not know its tests.' },
]

/** Lint rules that keep the parts of the project apart. `test/unit/build/walls.test.ts` shows each at work. */
export const walls = [
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    rules: { 'import-x/no-restricted-paths': ['error', zones()] },
  },
  closed(['tasks/**/*.ts'], [agent, network, tls, programs]),
  closed(['tasks/common/host/**/*.ts'], [network, tls, programs]),
  closed(['tasks/common/host/process*.ts', 'tasks/common/host/process/**/*.ts'], [network, tls]),
  closed(['tasks/common/azure/**/*.ts'], [agent, programs]),
  { files: ['tasks/**/*.ts'], rules: withoutWaysAround() },
]

function zones() {
  const tasks = fs.readdirSync(path.join(root, 'tasks')).filter(name => name.startsWith('MLOps'))
  const between = tasks.map(task => ({
    target: `./tasks/${task}`,
    from: './tasks',
    except: [`./${task}`, './common'],
    message: 'A task knows no other task. What two need belongs into tasks/common.',
  }))
  const outside = ['local', 'test', 'build', 'samples'].map(folder => ({
    target: './tasks',
    from: `./${folder}`,
    message: `Nothing under tasks knows ${folder}: it would be shipped to users.`,
  }))
  return { basePath: root, zones: [...between, ...outside, ...general] }
}

function closed(files, doors) {
  const patterns = doors.map(({ names, ...rest }) => ({ regex: `^(${names.join('|')})(/|$)`, ...rest }))
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } }
}

/** What would reach the same without an import that the rules above can see. */
function withoutWaysAround() {
  const ways = ['fetch', 'WebSocket', 'EventSource']
  const { message } = network
  return {
    'no-restricted-globals': ['error', ...ways.map(name => ({ name, message }))],
    'no-restricted-properties': [
      'error',
      ...ways.map(property => ({ object: 'globalThis', property, message })),
    ],
    'no-restricted-syntax': [
      'error',
      { selector: 'ImportExpression', message: 'Import at the top, where the walls can be seen.' },
      {
        selector: "CallExpression[callee.name='require']",
        message: 'Import at the top, where the walls can be seen.',
      },
    ],
  }
}
