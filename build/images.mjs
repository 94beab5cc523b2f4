import { ensureInstalled } from './install.mjs'
import { load } from './prepare/typescript.mjs'

ensureInstalled()
const { drawAll } = await load('./images/draw.ts', import.meta.url)
drawAll()
