import { beforeAll, expect, test } from 'vitest'
import { enterSampleStaff } from '../../src/access/index.ts'
import { kiosk } from '../../src/certificates/kiosk/manifest.ts'
import type { Command } from '../../src/platform/command/define.ts'
import { listCommands } from '../../src/resident/lists/manifest.ts'
import { oneStopCommands } from '../../src/resident/one-stop/manifest.ts'
import { readingCommands } from '../../src/resident/reading/manifest.ts'
import { renumberingCommands } from '../../src/resident/renumbering/manifest.ts'
import { statisticsCommands } from '../../src/resident/statistics/manifest.ts'
import { takeOverCommands } from '../../src/resident/takeover/manifest.ts'
import { listTownBlocks } from '../../src/resident/index.ts'
import { fillBoth } from '../support/sample.ts'
import { staffMember, useTowns } from '../support/town.ts'
import { useDesk } from './desk.ts'

/** The rooms of the register that have no prototype, each with something in it, as an officer sees them first. */
const towns = useTowns(import.meta.url, { now: '2026-06-10T01:00:00Z' })
const desk = useDesk(towns)

/** What ends or takes back is left out: the rooms shall have something in them. */
const ending = /\.(withdraw|cancel|close|refuse|return|stop|end|erase|drop|delete)/

beforeAll(async () => {
  await fillBoth(towns, 200)
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  const commands: readonly Command[] = [...kiosk.commands, ...oneStopCommands, ...statisticsCommands, ...listCommands, ...renumberingCommands, ...readingCommands, ...takeOverCommands]
  for (const actor of [towns.a.actor, staffMember(towns.yakuba)]) {
    for (const command of commands.filter((one) => !ending.test(one.name))) {
      const input = await towns.a.tx((tx) => command.example(tx), actor)
      if (input !== null) await towns.a.run(command, input, { actor })
    }
  }
  await desk.begin('okamoto')
}, 180_000)

test.each([
  ['kiosk', 'certificates/kiosk', 'コンビニ交付'],
  ['one-stop', 'resident/one-stop', '引越しワンストップ'],
  ['statistics', 'resident/statistics', '統計'],
  ['lists', 'resident/lists', '一覧'],
  ['renumbering', 'resident/renumbering', '住居表示'],
  ['reading', 'resident/reading', '閲覧'],
  ['mailing', 'resident/mailing', '宛名の一覧'],
  ['labels', 'resident/mailing/labels', '宛名ラベル'],
  ['takeover', 'resident/take-over', '引継ぎ'],
])('the room %s opens with something in it and without a problem', async (name, path, title) => {
  const [block] = await towns.a.tx((tx) => listTownBlocks(tx))
  await desk.open(path.includes('mailing') ? `${path}?towns.0=${encodeURIComponent(block!.town)}` : path)
  const { page } = desk.clerk()
  expect(await page.locator('h1').first().innerText()).toContain(title)
  expect(await page.locator('main tbody tr, main a[download]').count()).toBeGreaterThan(0)
  await desk.clerk().picture(name)
  expect(desk.clerk().problems).toEqual([])
})

test('F1 opens the help of the screen beside it, and what was typed stays', async () => {
  await desk.open('resident/moving-in')
  const { page } = desk.clerk()
  const field = page.locator('main input[type=text]').first()
  await field.fill('書きかけ')
  const [help] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('F1')])
  await help.waitForLoadState()
  expect(await help.locator('h1').first().innerText()).toContain('転入届')
  expect(await help.locator('main tbody tr').count()).toBeGreaterThan(10)
  await help.close()
  expect(await field.inputValue()).toBe('書きかけ')
})

test('Alt and an arrow lead to the next person of the list that was open last, and back', async () => {
  const clerk = desk.clerk()
  await desk.open('')
  await clerk.press('F2')
  await clerk.type('1980')
  await clerk.arrives(/resident\/search/, async () => { await clerk.press('Enter') })
  const listed = await clerk.page.locator('main tbody a[href*="/record/"]').evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')!))])
  expect(listed.length).toBeGreaterThan(1)
  await clerk.page.locator('main tbody a[href*="/record/"]').first().focus()
  await clerk.arrives(new RegExp(`${listed[0]}$`), async () => { await clerk.press('Enter') })
  await clerk.arrives(new RegExp(`${listed[1]}$`), async () => { await clerk.press('Alt+ArrowDown') })
  await clerk.arrives(new RegExp(`${listed[0]}$`), async () => { await clerk.press('Alt+ArrowUp') })
})
