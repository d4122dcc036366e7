import { sampleSignIns } from '../../access/index.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import type { Browser, Request } from 'playwright-core'
import { openBrowser } from './clerk.ts'
import { withSampleHouse, type SampleHouse } from './sample-house.ts'

/** P7: everything a browser with an empty cache fetches for the first screen after the sign-in. */
export const firstScreenBench: BuildingBench = {
  id: 'P7', title: 'first screen after sign-in, all bytes, cold, before compression',
  async run(options) {
    return await withSampleHouse(2_000, async (house) => {
      const browser = await openBrowser()
      try {
        const screens: FirstScreen[] = []
        for (const { loginId } of sampleSignIns) screens.push(await firstScreen(house, browser, loginId))
        for (const screen of screens) options.print(`  ${screen.loginId.padEnd(8)} ${screen.answers.map((answer) => `${answer.kind} ${answer.bytes}`).join('  ')}`)
        return figureOf(screens)
      } finally {
        await browser.close()
      }
    })
  },
}

interface Answer { readonly kind: string; readonly bytes: number }
interface FirstScreen { readonly loginId: string; readonly answers: readonly Answer[] }

/** The session of a signed-in clerk opens the screen once more in a browser that has seen nothing of the program yet. */
async function firstScreen(house: SampleHouse, browser: Browser, loginId: string): Promise<FirstScreen> {
  const clerk = await house.as(browser, loginId)
  const cookies = await clerk.page.context().cookies(house.url(''))
  await clerk.page.context().close()
  const cold = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ja-JP' })
  await cold.addCookies(cookies)
  const page = await cold.newPage()
  const requests: Request[] = []
  page.on('requestfinished', (request) => { requests.push(request) })
  await page.goto(house.url(''), { waitUntil: 'networkidle' })
  const answers = await Promise.all(requests.map(bytesOf))
  await cold.close()
  return { loginId, answers }
}

/** Head and decoded body of one answer. */
async function bytesOf(request: Request): Promise<Answer> {
  const response = await request.response()
  if (!response?.ok()) throw new Error(`the first screen asks for something that is not there: ${new URL(request.url()).pathname}`)
  const [body, { responseHeadersSize }] = [await response.body(), await request.sizes()]
  return { kind: request.resourceType(), bytes: body.length + responseHeadersSize }
}

function figureOf(screens: readonly FirstScreen[]): BuildingFigure {
  const sum = (screen: FirstScreen, wanted?: string): number => screen.answers.reduce((total, answer) => total + (wanted === undefined || answer.kind === wanted ? answer.bytes : 0), 0)
  const largest = screens.reduce((one, other) => (sum(one) >= sum(other) ? one : other))
  const shared = sum(largest, 'stylesheet') + sum(largest, 'script')
  const kilobytes = (bytes: number): number => Math.round(bytes / 100) / 10
  return {
    place: '2,000 residents', value: kilobytes(sum(largest)), unit: 'KB', better: 'lower', must: 400, aim: 150, ratio: Math.round((sum(largest) / shared) * 100) / 100,
    floor: { name: 'style sheet and scripts alone', value: kilobytes(shared), unit: 'KB' },
    more: { answers: largest.answers.length, 'page KB': kilobytes(sum(largest, 'document')), 'style sheet KB': kilobytes(sum(largest, 'stylesheet')), 'scripts KB': kilobytes(sum(largest, 'script')), 'smallest of the sample staff KB': kilobytes(Math.min(...screens.map((screen) => sum(screen)))) },
  }
}
