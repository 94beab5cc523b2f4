import { Resvg } from '@resvg/resvg-js'
import fs from 'node:fs'
import path from 'node:path'
import { root } from '../layout.ts'
import { icons } from './icons.ts'
import { line } from './line.ts'

/** Draws every picture of the repository from its source here. The PNG files are committed. */
export function drawAll(): void {
  for (const { file, size, svg } of [...icons, line]) {
    const png = new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: true } })
    fs.writeFileSync(path.join(root, file), png.render().asPng())
    console.log(file)
  }
}
