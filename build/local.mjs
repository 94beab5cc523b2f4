import { becomeLocal } from './prepare/local-command.mjs'

await becomeLocal(process.argv.slice(2))
