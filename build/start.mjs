import { becomeLocal } from './prepare/local-command.mjs'

await becomeLocal(['run', 'samples/chd/azure-pipelines.yml', ...process.argv.slice(2)])
