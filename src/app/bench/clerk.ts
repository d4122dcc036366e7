import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Frame, type Page } from 'playwright-core'
import { findChromium } from '../../platform/browser.ts'
import { projectFolder } from '../settings.ts'
import { conversionKeys, romanKeys } from './keystrokes.ts'

/** Pictures of a run, where `YAKUBA_PICTURES` asks for them: a run that nobody looks at takes none. */
export const pictures = join(projectFolder, 'var', 'journey')

/** Starts the Chromium of this machine with the fonts of the packages. */
export async function openBrowser(): Promise<Browser> {
  const found = await findChromium()
  mkdirSync(pictures, { recursive: true })
  return await chromium.launch({ executablePath: found.path, args: [...found.args], env: { ...process.env, ...found.env } as Record<string, string> })
}

/** A clerk at a screen, with the keyboard only: what cannot be reached by keys cannot be done here. */
export class Clerk {
  readonly page: Page
  readonly problems: string[] = []
  keys = 0

  constructor(page: Page) {
    this.page = page
    page.on('pageerror', (error) => { this.problems.push(error.message) })
    page.on('console', (message) => { if (/Content Security Policy|Refused to/.test(message.text())) this.problems.push(message.text()) })
    page.on('response', (response) => { if (response.status() >= 500) this.problems.push(`${response.status()} ${new URL(response.url()).pathname}`) })
  }

  async press(key: string): Promise<void> {
    this.keys += 1
    await this.page.keyboard.press(key)
  }

  async type(text: string): Promise<void> {
    this.keys += [...text].length
    await this.page.keyboard.type(text)
  }

  /** Types a word as the input method does: its reading kana by kana, then the conversion. Spaces are keys of their own. */
  async compose(text: string, reading: string): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page)
    const readings = reading.split('\u3000')
    for (const [index, part] of text.split('\u3000').entries()) {
      if (index > 0) await session.send('Input.insertText', { text: '\u3000' })
      const kana = (readings[index] ?? '').replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
      for (const shown of [...[...kana].map((_, end) => kana.slice(0, end + 1)), part]) await session.send('Input.imeSetComposition', { text: shown, selectionStart: shown.length, selectionEnd: shown.length })
      await session.send('Input.insertText', { text: part })
    }
    this.keys += romanKeys(reading) + conversionKeys * readings.length
    await session.detach()
  }

  /** Goes to a field by Tab alone. */
  async to(name: string, value?: string): Promise<void> {
    for (let left = await this.page.evaluate(stopsBefore, { name, value }); left > 0; left -= 1) await this.press('Tab')
    for (let steps = 0; steps < 90; steps += 1) {
      const here = await this.page.evaluate(() => { const field = document.activeElement as HTMLInputElement | null; return { name: field?.name ?? '', value: field?.value ?? '' } })
      if (here.name === name && (value === undefined || here.value === value)) return
      await this.press('Tab')
    }
    throw new Error(`no way by keys to the field ${name}`)
  }

  async fill(name: string, text: string): Promise<void> {
    await this.to(name)
    await this.page.keyboard.press('Control+a')
    await this.type(text)
  }

  async choose(name: string, value: string): Promise<void> {
    await this.to(name)
    for (let steps = 0; steps < 60; steps += 1) {
      if (await this.page.evaluate(() => (document.activeElement as HTMLSelectElement).value) === value) return
      await this.press('ArrowDown')
    }
    throw new Error(`no option ${value} in ${name}`)
  }

  /** Presses the page's one command and waits for the confirmation. */
  async command(): Promise<void> {
    await this.arrives(/[?&]done=/, async () => { await this.press('Control+Enter') })
  }

  /** Does what leads to another page, and waits until that one has its script and its focus, as a person does; the page before it may have had such an address too. */
  async arrives(address: RegExp, act: () => Promise<void>): Promise<void> {
    const isThere = (frame: Frame): boolean => frame === this.page.mainFrame() && address.test(frame.url())
    const arrival = this.page.waitForEvent('framenavigated', { predicate: isThere, timeout: 30_000 }).catch(async (error: unknown) => {
      throw new Error(`not at ${address} after half a minute, but at ${this.page.url()}: ${(await this.text().catch(() => '')).slice(0, 600)}`, { cause: error })
    })
    await Promise.all([arrival, act()])
    await this.#seesPage()
  }

  /** Opens an address, and waits as at an arrival. */
  async open(address: string): Promise<void> {
    await this.page.goto(address)
    await this.#seesPage()
  }

  /** The page is read and has its focus, which comes with the first picture. */
  async #seesPage(): Promise<void> {
    await this.page.waitForLoadState('load')
    await this.page.evaluate(async () => { for (let pictures = 0; pictures < 2; pictures += 1) await new Promise(requestAnimationFrame) })
  }

  /** A picture for people to look at. The browser now and then says that it has none to give, and has one a moment later. */
  async picture(name: string): Promise<void> {
    if (process.env['YAKUBA_PICTURES'] === undefined) return
    for (let tries = 1; ; tries += 1) {
      try {
        await this.page.screenshot({ path: join(pictures, `${name}.png`) })
        return
      } catch (error) {
        if (tries === 3 || !/Unable to capture screenshot/.test(String(error))) throw error
        await this.page.waitForTimeout(200)
      }
    }
  }

  async text(): Promise<string> {
    // Asked of the page itself: the finder of elements, which waits, is a program of its own that every page would have to read.
    const text = await this.page.evaluate(() => document.querySelector('main')?.textContent ?? null).catch(() => null)
    return text ?? (await this.page.textContent('main')) ?? ''
  }
}

/**
 * How many stops of the Tab key lie before a field, less a few in case some are none: until then nobody need look where the
 * focus is. Runs in the page.
 */
function stopsBefore({ name, value }: { readonly name: string; readonly value: string | undefined }): number {
  const inDoubt = 3
  // A function with a name here would ask for a helper of the loader, which the page does not have.
  const stops = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((field) => field.tabIndex >= 0 && !(field as HTMLInputElement).disabled && field.checkVisibility() && !(field instanceof HTMLInputElement && field.type === 'radio' && !field.checked))
  const to = stops.findIndex((field) => (field as HTMLInputElement).name === name && (value === undefined || (field as HTMLInputElement).value === value))
  const from = stops.indexOf(document.activeElement as HTMLElement)
  if (to < 0 || to === from) return 0
  return Math.max(0, (from < to ? to - from : to - from + stops.length) - inDoubt)
}

interface SigningIn { readonly town: string; readonly loginId: string; readonly password: string }

/** Signs a member of the sample staff in, by keyboard, at a screen of their own. */
export async function signIn(browser: Browser, base: string, who: SigningIn): Promise<Clerk> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ja-JP' })
  const clerk = new Clerk(await context.newPage())
  await signInAt(clerk, base, who)
  return clerk
}

/** The same at a screen that stands there already. */
export async function signInAt(clerk: Clerk, base: string, who: SigningIn): Promise<void> {
  await clerk.open(base)
  await clerk.page.evaluate((town) => { document.querySelector<HTMLInputElement>(`input[name=town][value="${town}"]`)?.click() }, who.town)
  await clerk.fill('loginId', who.loginId)
  await clerk.fill('password', who.password)
  await clerk.arrives(new RegExp(`/${who.town}/$`), async () => { await clerk.press('Enter') })
  clerk.keys = 0
}
