import { ensureInstalled } from './install.mjs'

ensureInstalled()
const { register } = await import('tsx/esm/api')
register()
const { drawAll } = await import('./images/draw.ts')
drawAll()
