import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Server } from 'node:http'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium } from '../browser.ts'
import { assetUrl } from './assets.ts'
import { stories } from './stories.tsx'
import { serveStories } from './stories/serve.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const names = stories.map((story) => story.name)
let browser: Browser
let server: Server
let base = ''
let posts: string[] = []

beforeAll(async () => {
  ({ server, base, posts } = await serveStories())
  const { path, env, args } = await findChromium()
  browser = await chromium.launch({ executablePath: path, env, args: [...args] })
})

afterAll(async () => {
  await browser.close()
  server.close()
})

interface Opened { readonly page: Page; readonly complaints: string[] }

interface Tab { width?: number; height?: number; script?: boolean; clock?: boolean }

const windows = new Map<string, Promise<BrowserContext>>()
/** Tabs that nobody uses any more, by kind. */
const putBackTabs = new Map<string, Opened[]>()
const opened = new Map<Page, { readonly key: string; readonly tab: Opened }>()

/**
 * A tab of the window that all tabs of its kind share, one that was put back where there is one: a tab costs more than the
 * page in it, a window twice as much. One whose clock is set has a window of its own.
 */
async function openTab(options: Tab = {}): Promise<Opened> {
  const settings = { locale: 'ja-JP', javaScriptEnabled: options.script ?? true }
  const key = options.clock ? `clock ${windows.size}` : JSON.stringify(settings)
  const again = putBackTabs.get(key)?.pop()
  if (again) {
    again.complaints.length = 0
    await again.page.setViewportSize({ width: options.width ?? 1440, height: options.height ?? 900 })
    return again
  }
  if (!windows.has(key)) windows.set(key, browser.newContext(settings))
  const page = await (await windows.get(key)!).newPage()
  await page.setViewportSize({ width: options.width ?? 1440, height: options.height ?? 900 })
  if (options.clock) await page.clock.install()
  const complaints: string[] = []
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()) })
  page.on('pageerror', (error) => complaints.push(error.message))
  const tab = { page, complaints }
  opened.set(page, { key, tab })
  return tab
}

/** Gives a tab back without anything of what was done in it; one with a clock is closed. */
async function putBack(page: Page): Promise<void> {
  const { key, tab } = opened.get(page)!
  if (key.startsWith('clock')) return await page.close()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.emulateMedia({ media: null, forcedColors: null })
  // A picture of the same server: what the page kept for its return is thrown away where no page can keep it again.
  await page.goto(base + assetUrl('icons.svg'))
  await page.evaluate(() => { sessionStorage.clear() })
  putBackTabs.set(key, [...(putBackTabs.get(key) ?? []), tab])
}

/** A key's navigation inside the page is told to us only after the key itself has returned. */
async function expectHash(page: Page, hash: string): Promise<void> {
  await expect.poll(() => new URL(page.url()).hash).toBe(hash)
}

async function open(name: string, options: Tab = {}): Promise<Opened> {
  const tab = await openTab(options)
  await tab.page.goto(`${base}/stories/${name}`)
  return tab
}

/** In forced colours the contrast is the system's own; everything else must hold there too. */
async function findings(page: Page, colours: 'own' | 'forced'): Promise<string[]> {
  return await page.evaluate(async (isForced) => {
    const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } }).axe
    const result = await axe.run({ rules: { 'color-contrast': { enabled: !isForced } }, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], selectors: false })
    return result.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
  }, colours === 'forced')
}

/** How far the page can be moved sideways, and which parts stick out. */
async function sidewaysScroll(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > room + 1 && !element.closest('.scroll-x'))
    return [`${document.documentElement.scrollWidth} > ${room}`, ...wide.slice(0, 5).map((element) => `${element.tagName}.${element.getAttribute('class') ?? ''}`)]
  })
}

async function smallTexts(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      if (!element || !node.nodeValue?.trim() || element.closest('.sheet, .zone, script, [hidden]')) continue
      if (Number.parseFloat(getComputedStyle(element).fontSize) < 14) found.push(node.nodeValue.trim().slice(0, 40))
    }
    return found
  })
}

describe('every screen', () => {
  // One tab for all of them, with the checker in every page: a tab costs more than the page in it.
  const all: { tab?: Opened } = {}
  beforeAll(async () => {
    all.tab = await openTab()
    await all.tab.page.addInitScript({ content: axeSource })
  })
  afterAll(async () => { await all.tab?.page.close() })

  test.each(names)('%s keeps to the content security policy, has no style of its own and no text below 14 px, and is never moved sideways, from 1440 px to 320 px and at a zoom of 200 %%', async (name) => {
    const { page, complaints } = all.tab!
    complaints.length = 0
    await page.setViewportSize({ width: 1440, height: 900 })
    const html = await (await page.goto(`${base}/stories/${name}`))!.text()
    await page.keyboard.press('F8')
    expect(complaints).toEqual([])
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style|hx-on|javascript:/)
    expect(html.length).toBeLessThan(60 * 1024)
    await page.keyboard.press('F8')
    expect(await smallTexts(page)).toEqual([])
    for (const width of [1440, 1280, 1024, 720, 320]) {
      await page.setViewportSize({ width, height: 720 })
      expect(await sidewaysScroll(page), `${width} px`).toEqual([])
    }
  })

  test.each(names)('%s has no finding of the accessibility checker, also in forced colours', async (name) => {
    const { page } = all.tab!
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.emulateMedia({ forcedColors: 'none' })
    await page.goto(`${base}/stories/${name}`)
    expect(await findings(page, 'own')).toEqual([])
    await page.emulateMedia({ forcedColors: 'active' })
    expect(await findings(page, 'forced')).toEqual([])
  })
})

async function focused(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const element = document.activeElement
    return element?.id || element?.getAttribute('data-band') || element?.textContent?.trim().slice(0, 12) || element?.tagName || ''
  })
}

async function isOnCommand(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.activeElement?.hasAttribute('data-command') ?? false)
}

async function bandOf(page: Page): Promise<string> {
  return await page.evaluate(() => document.activeElement?.closest('[data-band]')?.getAttribute('data-band') ?? '')
}

describe('a clerk without a mouse', () => {
  test('F6 walks the bands in the order of the law and then leaves the page', async () => {
    const { page } = await open('resident')
    const walked: string[] = []
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('F6')
      walked.push(await bandOf(page))
    }
    expect(walked).toEqual(['who', 'facts', 'decision', 'keys', ''])
    await putBack(page)
  })

  test('F6 comes back to the field that was left', async () => {
    const { page } = await open('moving-in')
    await page.focus('#f-filedOn')
    await page.keyboard.press('F6')
    await page.keyboard.press('Shift+F6')
    expect(await focused(page)).toBe('f-filedOn')
    await putBack(page)
  })

  test('Enter goes to the next field, Shift+Enter back, and never sends the form', async () => {
    const { page } = await open('moving-in')
    posts.length = 0
    await page.focus('#f-movedOn')
    await page.keyboard.press('Enter')
    expect(await focused(page)).toBe('f-filedOn')
    await page.keyboard.press('Shift+Enter')
    expect(await focused(page)).toBe('f-movedOn')
    for (let step = 0; step < 60 && !(await isOnCommand(page)); step += 1) await page.keyboard.press('Enter')
    expect(await isOnCommand(page)).toBe(true)
    expect(posts).toEqual([])
    await putBack(page)
  })

  test('Ctrl+Enter presses the one command from inside a field', async () => {
    const { page } = await open('certificate')
    posts.length = 0
    await page.focus('#f-copies')
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Control+Enter')])
    expect(posts).toHaveLength(1)
    expect(posts[0]).toContain('_act=issue')
    expect(posts[0]).toContain('_key=01980c7e')
    expect(posts[0]).toMatch(/effortKeys=\d+/)
    expect(posts[0]).not.toContain('_dry')
    await putBack(page)
  })

  test('the keys belong to the input method while it composes', async () => {
    const { page } = await open('certificate')
    posts.length = 0
    await page.focus('#f-copies')
    await page.evaluate(() => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true, cancelable: true })))
    await page.evaluate(() => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'F2', isComposing: true, bubbles: true, cancelable: true })))
    expect(await focused(page)).toBe('f-copies')
    expect(posts).toEqual([])
    await putBack(page)
  })

  test('F2 goes to the search bar from inside a field, and clears it when pressed again', async () => {
    const { page } = await open('search')
    await page.keyboard.press('F2')
    expect(await focused(page)).toBe('q')
    await page.keyboard.press('F2')
    expect(await page.inputValue('#q')).toBe('')
    await putBack(page)
  })

  test('F8 puts two different letters on every control; typing them follows the link', async () => {
    const { page } = await open('resident')
    await page.keyboard.press('F8')
    const hints = await page.locator('.kh').allTextContents()
    expect(new Set(hints).size).toBe(hints.length)
    expect(hints).toContain('TK')
    await page.keyboard.type('TK')
    await expectHash(page, '#TK')
    expect(await page.locator('.kh').count()).toBe(0)
    await putBack(page)
  })

  test('Alt and a digit takes the offered fix, and opens the tab where nothing is offered', async () => {
    const { page } = await open('moving-in')
    await page.keyboard.press('Alt+1')
    expect(await page.inputValue('#f-persons-1-kana')).toBe('ホリウチ　アヤカ')
    await page.goto(`${base}/stories/resident`)
    await page.keyboard.press('Alt+2')
    await expectHash(page, '#t2')
    await putBack(page)
  })

  test('the arrows walk a list, Enter opens, Escape goes back, Alt and an arrow to the next person', async () => {
    const { page } = await open('search')
    await page.focus('tbody a')
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toBe('佐久間　絢子')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expectHash(page, '#dead')
    await page.goto(`${base}/stories/resident`)
    await page.keyboard.press('Alt+ArrowDown')
    await expectHash(page, '#next')
    await page.keyboard.press('Escape')
    await expectHash(page, '#back')
    await putBack(page)
  })

  test('digits choose in the numbered list of certificates', async () => {
    const { page } = await open('certificate')
    await page.focus('input[name=kind]:checked')
    await page.keyboard.press('4')
    expect(await page.inputValue('input[name=kind]:checked')).toBe('seal')
    await putBack(page)
  })

  test('every control can be reached and left by Tab', async () => {
    const { page } = await open('moving-in')
    await page.evaluate(() => { (document.activeElement as HTMLElement).blur() })
    const seen: string[] = []
    for (let step = 0; step < 90; step += 1) {
      await page.keyboard.press('Tab')
      seen.push(await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120) ?? ''))
    }
    expect(seen.some((html) => html.includes('data-command'))).toBe(true)
    expect(new Set(seen).size).toBeGreaterThan(40)
    await putBack(page)
  })
})

describe('a form', () => {
  test('asks the server for a dry run after a field, keeps the focus and what is being typed', async () => {
    const { page, complaints } = await open('moving-in')
    posts.length = 0
    await page.fill('#f-movedOn', 'R8.11.10')
    await Promise.all([page.waitForResponse((response) => response.request().method() === 'POST'), page.press('#f-movedOn', 'Enter')])
    await page.waitForTimeout(100)
    expect(posts[0]).toContain('_dry=1')
    expect(posts[0]).toContain('movedOn=R8.11.10')
    expect(await focused(page)).toBe('f-filedOn')
    expect(complaints).toEqual([])
    await putBack(page)
  })

  test('keeps what is typed while an answer to the earlier text is still under way', async () => {
    const { page } = await open('moving-in')
    const html = await (await page.request.get(`${base}/stories/moving-in`)).text()
    const sent: string[] = []
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => { letGo = resolve })
    await page.route('**/stories/moving-in', async (route) => {
      sent.push(route.request().postData() ?? '')
      if (sent.length === 1) await held
      await route.fulfill({ contentType: 'text/html', body: html.replace('value="R8.11.15"', 'value="R8.11.10"') }).catch(() => undefined)
    })
    await page.fill('#f-movedOn', 'R8.11.10')
    await page.press('#f-movedOn', 'Enter')
    await expect.poll(() => sent).toHaveLength(1)
    await page.fill('#f-movedOn', 'R8.11.12')
    await page.press('#f-movedOn', 'Enter')
    letGo()
    await expect.poll(() => sent).toHaveLength(2)
    expect(sent[1]).toContain('movedOn=R8.11.12')
    await putBack(page)
  })

  test('asks again after an answer it passed over, also when the clerk left the next field as it had been', async () => {
    const { page } = await open('moving-in')
    const html = await (await page.request.get(`${base}/stories/moving-in`)).text()
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => { letGo = resolve })
    let sent = 0
    await page.route('**/stories/moving-in', async (route) => {
      sent += 1
      const words = `第${sent}の答え`
      if (sent === 1) await held
      await route.fulfill({ contentType: 'text/html', body: html.replace('届け出られた事実', words) })
    })
    await page.fill('#f-movedOn', 'R8.11.10')
    await page.press('#f-movedOn', 'Enter')
    await expect.poll(() => sent).toBe(1)
    await page.keyboard.press('End')
    await page.keyboard.type('x')
    await page.keyboard.press('Backspace')
    const passedOver = page.waitForResponse((response) => response.request().method() === 'POST')
    letGo()
    await (await passedOver).finished()
    await page.waitForTimeout(200)
    await page.keyboard.press('Enter')
    await expect.poll(async () => await page.textContent('#main')).toContain('第2の答え')
    await putBack(page)
  })

  test('goes on in the same field, at the same place, where an answer draws that field anew', async () => {
    const { page } = await open('moving-in')
    const html = await (await page.request.get(`${base}/stories/moving-in`)).text()
    await page.route('**/stories/moving-in', async (route) => await route.fulfill({ contentType: 'text/html', body: html.replaceAll('f-filedOn', 'f-filedOn-2') }))
    await page.fill('#f-movedOn', 'R8.11.10')
    await page.press('#f-movedOn', 'Enter')
    await expect.poll(async () => await page.locator('#f-filedOn-2').count()).toBe(1)
    expect(await focused(page)).toBe('f-filedOn-2')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('R8.11.24')
    expect(await page.inputValue('#f-filedOn-2')).toBe('R8.11.24')
    await putBack(page)
  })

  test('asks by itself again after a server that could not answer', async () => {
    const { page } = await open('moving-in', { clock: true })
    let sent = 0
    await page.route('**/stories/moving-in', async (route) => {
      sent += 1
      await (sent === 1 ? route.abort() : route.continue())
    })
    await page.fill('#f-movedOn', 'R8.11.10')
    await page.press('#f-movedOn', 'Enter')
    await expect.poll(async () => await page.textContent('#waiting')).toContain('もう一度確かめます')
    expect(sent).toBe(1)
    await page.clock.fastForward(5_100)
    await expect.poll(() => sent, { timeout: 15_000 }).toBe(2)
    await putBack(page)
  }, 30_000)

  test.each([['an answer that says so', { status: 401, contentType: 'text/html', body: '' }], ['a redirect to the sign-in', { status: 303, headers: { location: '/' } }]])('keeps what was typed when the session has ended (%s), and goes on after a new sign-in', async (_how, answer) => {
    const { page } = await open('moving-in', { clock: true })
    let sent = 0
    await page.route('**/stories/moving-in', async (route) => {
      sent += 1
      await (sent === 1 ? route.fulfill(answer) : route.continue())
    })
    await page.fill('#f-movedOn', 'R8.11.10')
    await page.press('#f-movedOn', 'Enter')
    await expect.poll(async () => await page.textContent('#waiting')).toContain('サインインが切れています')
    expect(await page.inputValue('#f-movedOn')).toBe('R8.11.10')
    await page.clock.fastForward(5_100)
    await expect.poll(() => sent, { timeout: 15_000 }).toBe(2)
    await expect.poll(async () => await page.textContent('#waiting')).toBe('')
    await putBack(page)
  }, 30_000)

  test('stays as it was when the server cannot answer, and says so in words', async () => {
    const { page } = await open('moving-in')
    await page.route('**/stories/moving-in', async (route) => await route.fulfill({ status: 503, contentType: 'text/html', body: '<main id="main">stopped</main>' }))
    await page.fill('#f-movedOn', 'R8.11.10')
    await page.press('#f-movedOn', 'Enter')
    await expect.poll(async () => await page.textContent('#waiting')).toContain('打ったものは残っています')
    expect(await page.inputValue('#f-movedOn')).toBe('R8.11.10')
    await putBack(page)
  })

  test('a link of the error summary puts the focus into the field it names', async () => {
    const { page } = await open('moving-in')
    await page.click('#refusals a >> nth=0')
    expect(await focused(page)).toBe('f-persons-1-kana')
    await putBack(page)
  })

  test('works without script: the summary links, the button of the dry run is there, the first button of the form is that one', async () => {
    const { page } = await open('moving-in', { script: false })
    expect(await page.isVisible('text=確かめる >> nth=0')).toBe(true)
    expect(await page.isVisible('text=script が止まっています')).toBe(true)
    expect(await page.locator('#command button[type=submit]').first().getAttribute('name')).toBe('_dry')
    posts.length = 0
    await page.press('#f-movedOn', 'Enter')
    await page.waitForLoadState()
    expect(posts[0]).toContain('_dry=1')
    await putBack(page)
  })
})

describe('a protected person', () => {
  test('Escape hides the page at once and any key brings it back without doing anything else', async () => {
    const { page } = await open('resident-protected')
    await page.keyboard.press('Escape')
    expect(await page.isVisible('text=佐久間　絢子 >> nth=0')).toBe(false)
    expect(await page.isVisible('text=画面を隠しています')).toBe(true)
    posts.length = 0
    await page.keyboard.press('Control+Enter')
    expect(await page.isVisible('h2 >> text=佐久間　絢子')).toBe(true)
    expect(posts).toEqual([])
    await putBack(page)
  })

  test('thirty seconds without a touch hide the page', async () => {
    const { page } = await open('entrance', { clock: true })
    await page.goto(`${base}/stories/resident-protected`)
    // From a touch on, so that the time that the page took to open does not count.
    await page.clock.pauseAt(await page.evaluate(() => Date.now()) + 1_000)
    await page.evaluate(() => document.dispatchEvent(new Event('pointermove')))
    await page.clock.fastForward(29_000)
    expect(await page.isVisible('h2 >> text=佐久間　絢子')).toBe(true)
    await page.clock.fastForward(2_000)
    expect(await page.isVisible('h2 >> text=佐久間　絢子')).toBe(false)
    await putBack(page)
  })

  test('neither the title of the window nor an address of the page names anybody', async () => {
    const { page } = await open('resident-protected')
    expect(await page.title()).toBe('住民の記録 - 朝凪町 - Yakuba')
    await putBack(page)
  })
})

describe('a print of a page', () => {
  test('is logged first; without a log the paper says only where to print', async () => {
    const { page } = await open('resident')
    await page.emulateMedia({ media: 'print' })
    expect(await page.isVisible('text=佐久間　健一 >> nth=0')).toBe(false)
    expect(await page.isVisible('text=このままでは印刷できません')).toBe(true)
    posts.length = 0
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
    await expect.poll(() => posts).toHaveLength(1)
    expect(posts[0]).toContain('/993018/printed')
    expect(await page.isVisible('h2 >> text=佐久間　健一')).toBe(true)
    await putBack(page)
  })
})

test('a practice town shows colour, hatch and words on every edge, and says so while the page is moved', async () => {
  const { page } = await open('home-practice', { height: 500 })
  await page.mouse.wheel(0, 600)
  expect(await page.isVisible('text=何をしても本番には届きません')).toBe(true)
  expect(await page.textContent('.env')).toContain('研修の町')
  const hatched = await page.evaluate(() => ['.env', '.keys'].map((part) => getComputedStyle(document.querySelector(part)!).backgroundImage.includes('repeating-linear-gradient')))
  expect(hatched).toEqual([true, true])
  await putBack(page)
})
