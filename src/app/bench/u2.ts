import type { BuildingBench, BuildingFigure } from './figure.ts'
import { openBrowser, type Clerk } from './clerk.ts'
import { findWithCopy } from './family.ts'
import { withSampleHouse } from './sample-house.ts'

/** U2: from the list that names the person to the paper that has been issued, by keys alone. */
export const certificateKeysBench: BuildingBench = {
  id: 'U2', title: 'keys for a certificate after the person is found',
  async run(options) {
    return await withSampleHouse(600, async (house) => {
      const person = await findWithCopy(house)
      const browser = await openBrowser()
      try {
        const clerk = await house.as(browser, 'miura')
        await clerk.press('F2')
        await clerk.type(person.addresseeNumber)
        await clerk.arrives(/resident\/search/, async () => { await clerk.press('Enter') })
        const figure = await issueByKeys(clerk, person.personId)
        options.print(`  from the list of one: open the record, ask for the copy, issue it; ${figure.more?.['waiting ms']} ms waited`)
        return figure
      } finally {
        await browser.close()
      }
    })
  },
}

async function issueByKeys(clerk: Clerk, personId: string): Promise<BuildingFigure> {
  clerk.keys = 0
  const start = performance.now()
  await goToRecord(clerk, personId)
  await clerk.arrives(/certificates\/issue\//, async () => { await clerk.press('Alt+2') })
  const floor = clerk.keys + 1
  await clerk.command()
  const text = await clerk.text()
  if (!text.includes('発行しました')) throw new Error('the copy has been issued')
  return {
    place: '600 residents', value: clerk.keys, unit: 'keys', better: 'lower', must: 12, aim: null, ratio: Math.round((clerk.keys / floor) * 100) / 100, holds: clerk.problems.length === 0,
    floor: { name: 'one key a screen', value: floor, unit: 'keys' }, more: { 'waiting ms': Math.round(performance.now() - start), 'problems of the page': clerk.problems.length },
  }
}

/** The link of the person is reached by Tab alone and opened by Enter. */
async function goToRecord(clerk: Clerk, personId: string): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    const here = await clerk.page.evaluate(() => (document.activeElement?.closest('tr')?.querySelector('a[href*="/resident/record/"]') ?? document.activeElement)?.getAttribute('href') ?? '')
    if (here.includes(personId)) {
      await clerk.arrives(new RegExp(`resident/record/${personId}`), async () => { await clerk.press('Enter') })
      return
    }
    await clerk.press('Tab')
  }
  throw new Error('no way by keys from the list to the record')
}
