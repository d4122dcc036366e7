// Run after `YAKUBA_PICTURES=1 npx vitest run test/journeys`, with `npx tsx scripts/journey-pictures.ts`: puts the journey's pictures into docs/pictures.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PNG } from 'pngjs'

const project = fileURLToPath(new URL('../', import.meta.url))
const [from, to] = [join(project, 'var', 'journey'), join(project, 'docs', 'pictures')]

/** 32 steps a colour and no transparency: the eye sees no difference, and the file is about half as large. */
function smaller(picture: Buffer): Buffer {
  const png = PNG.sync.read(picture)
  for (let at = 0; at < png.data.length; at += 1) png.data[at] = Math.round(Math.round(((png.data[at] ?? 0) * 31) / 255) * 255 / 31)
  return PNG.sync.write(png, { colorType: 2, inputHasAlpha: true, deflateLevel: 9 })
}

mkdirSync(to, { recursive: true })
// Only those that the page shows: other journeys leave pictures too.
const shown = readFileSync(join(project, 'docs', 'screens.md'), 'utf8')
const names = readdirSync(from).filter((name) => shown.includes(`(pictures/${name})`))
if (names.length === 0) throw new Error('var/journey に画像がありません。先に YAKUBA_PICTURES=1 npx vitest run test/journeys を実行してください。')
for (const name of names) writeFileSync(join(to, name), smaller(readFileSync(join(from, name))))
process.stdout.write(`docs/pictures に ${names.length} 枚を置きました。\n`)
