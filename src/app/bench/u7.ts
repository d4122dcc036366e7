import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page as Tab } from 'playwright-core'
import { samplePassword } from '../../access/index.ts'
import { openBrowser, signIn, type Clerk } from './clerk.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { pathsOf } from './own-pages.ts'
import { withTrialHouse, type TrialHouse } from './trial-house.ts'

/** U7: every screen of the running system, in its own colours, in forced colours and at a zoom of 200 %. */
export const accessibilityBench: BuildingBench = {
  id: 'U7', title: 'serious findings of the accessibility checker, every screen',
  async run(options) {
    const residents = options.count ?? 300
    return await withTrialHouse(residents, async (house) => {
      const browser = await openBrowser()
      try {
        const clerks: Clerk[] = []
        for (const loginId of ['okamoto', 'admin']) clerks.push(await signIn(browser, house.base, { town: house.towns.a.code, loginId, password: samplePassword }))
        return figureOf({ residents, ...await walk(house, clerks, options.print) })
      } finally {
        await browser.close()
      }
    })
  },
}

interface Walked { readonly residents: number; readonly screens: number; readonly unopened: readonly string[]; readonly serious: number; readonly other: number; readonly sideways: number }

async function walk(house: TrialHouse, clerks: readonly Clerk[], print: (line: string) => void): Promise<Omit<Walked, 'residents'>> {
  const seen = { screens: 0, unopened: [] as string[], serious: 0, other: 0, sideways: 0 }
  for (const page of house.towns.yakuba.registry.pages.values()) {
    const tab = await openOwn(house, clerks, await pathsOf(house.towns.a, page))
    if (tab === undefined) {
      seen.unopened.push(page.name)
      continue
    }
    const findings = await findingsOf(tab)
    const wide = await partsBeyond(tab)
    seen.screens += 1
    seen.serious += findings.filter((one) => one.isSerious).length
    seen.other += findings.filter((one) => !one.isSerious).length
    seen.sideways += Number(wide.length > 0)
    for (const one of findings) print(`  ${page.name}: ${one.text}`)
    if (wide.length > 0) print(`  ${page.name}: is moved sideways at 200 % by ${wide.join(', ')}`)
  }
  return seen
}

/** The page in the tab of the first clerk who may open it. */
async function openOwn(house: TrialHouse, clerks: readonly Clerk[], paths: readonly string[]): Promise<Tab | undefined> {
  for (const { page: tab } of clerks) {
    for (const path of paths) {
      const url = `${house.base}${house.towns.a.code}/${path}`
      if ((await tab.request.get(url, { headers: { accept: 'text/html' }, maxRedirects: 0 })).status() !== 200) continue
      await tab.goto(url)
      return tab
    }
  }
  return undefined
}

interface Finding { readonly isSerious: boolean; readonly text: string }
interface Checker { readonly axe: { run(options: object): Promise<{ violations: { id: string; impact: string | null; nodes: { html: string }[] }[] }> } }

const checker = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** In forced colours the contrast is the system's own; everything else must hold there too. */
async function findingsOf(tab: Tab): Promise<readonly Finding[]> {
  const all: Finding[] = []
  for (const colours of ['own', 'forced'] as const) {
    await tab.emulateMedia({ forcedColors: colours === 'forced' ? 'active' : 'none' })
    // The strict content policy lets no script in but through the debugger.
    if (!await tab.evaluate(() => 'axe' in globalThis)) await tab.evaluate(checker)
    const violations = await tab.evaluate(async (isForced) => {
      const { axe } = globalThis as unknown as Checker
      return (await axe.run({ rules: { 'color-contrast': { enabled: !isForced } } })).violations.map((found) => ({ id: found.id, impact: found.impact, nodes: found.nodes.map((node) => node.html.slice(0, 120)) }))
    }, colours === 'forced')
    for (const { id, impact, nodes } of violations) all.push({ isSerious: impact === 'serious' || impact === 'critical', text: `${id} (${impact}, ${colours}): ${nodes.slice(0, 3).join(' | ')}` })
  }
  await tab.emulateMedia({ forcedColors: 'none' })
  return all
}

/** What sticks out at a zoom of 200 %, which leaves a window of 1,440 by 900 half of its room; empty where nothing is moved sideways. */
async function partsBeyond(tab: Tab): Promise<readonly string[]> {
  await tab.setViewportSize({ width: 720, height: 450 })
  const parts = await tab.evaluate(() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    const beyond = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > room + 1 && element.closest('.scroll-x') === null)
    return [`${document.documentElement.scrollWidth} px`, ...beyond.slice(0, 4).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`)]
  })
  await tab.setViewportSize({ width: 1440, height: 900 })
  return parts
}

function figureOf(walked: Walked): BuildingFigure {
  return {
    place: `${walked.residents} residents`, value: walked.serious, unit: 'findings', better: 'lower', must: 0, aim: null, ratio: 0, holds: walked.unopened.length === 0 && walked.sideways === 0,
    floor: { name: 'screens looked at', value: walked.screens, unit: 'screens' },
    more: { 'lesser findings': walked.other, 'moved sideways at 200 %': walked.sideways, ...(walked.unopened.length === 0 ? {} : { 'could not be opened': walked.unopened.length }) },
  }
}
