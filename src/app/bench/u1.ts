import { sql } from '../../platform/db/db.ts'
import { carry } from '../../platform/job/courier.ts'
import { sampleTowns } from '../sample-towns.ts'
import { openBrowser, type Clerk } from './clerk.ts'
import { family, streetOf, type Word } from './family.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { conversionKeys, romanKeys, secondsOfKey, secondsOfThought } from './keystrokes.ts'
import { everyRight, run } from './r3-town.ts'
import { houseDay, withSampleHouse, type SampleHouse } from './sample-house.ts'

/** U1: four people move in: from the talk to the sentence that the filing has gone to review, without a mouse. */
export const movingInBench: BuildingBench = {
  id: 'U1', title: 'move-in of a family of four by keyboard, by the keystroke model',
  async run(options) {
    return await withSampleHouse(600, async (house) => {
      const browser = await openBrowser()
      try {
        const clerk = await house.as(browser, 'miura')
        const announced = await takeAnnounced(clerk, house)
        options.print(`  from one-stop data: ${wordsOf(announced)}`)
        await clerk.open(house.url('resident/moving-in'))
        const counted = await enterFamily(clerk, house)
        options.print(`  from a blank form: ${wordsOf(counted)}`)
        return figureOf(counted, announced, clerk)
      } finally {
        await browser.close()
      }
    })
  },
}

function wordsOf(counted: Counted): string {
  return `${counted.keys} keys, ${counted.thoughts} fields that need a thought, ${counted.waitedMs.toFixed(0)} ms waited, ${secondsOf(counted).toFixed(1)} s`
}

function secondsOf({ keys, thoughts, waitedMs }: Counted): number {
  return keys * secondsOfKey + thoughts * secondsOfThought + waitedMs / 1000
}

/** What the clerk looks at on a form that comes filled: the day, the address, and the name and the tie of each. */
const glances = 2 + 2 * family.length

/** A family leaves the other sample town with the card; its moving-in is taken from the inbox and looked over. */
async function takeAnnounced(clerk: Clerk, house: SampleHouse): Promise<Counted> {
  await leaveOtherTown(house)
  await clerk.open(house.url('resident/one-stop'))
  clerk.keys = 0
  await clerk.arrives(/one-stop\/[0-9a-f-]{36}/, async () => { await openFirst(clerk) })
  await clerk.arrives(/resident\/moving-in/, async () => { await clerk.press('Enter') })
  const waitedMs = await send(clerk)
  return { keys: clerk.keys, thoughts: glances, waitedMs, plainKeys: 0 }
}

/** By Tab to the number of the first item, and Enter. */
async function openFirst(clerk: Clerk): Promise<void> {
  for (let steps = 0; steps < 40; steps += 1) {
    if (await clerk.page.evaluate(() => /one-stop\/[0-9a-f-]{36}/.test((document.activeElement as HTMLAnchorElement | null)?.href ?? ''))) return await clerk.press('Enter')
    await clerk.press('Tab')
  }
  throw new Error('the inbox has an item')
}

async function leaveOtherTown(house: SampleHouse): Promise<void> {
  const { yakuba } = house
  const [town, other] = sampleTowns
  const personIds = await yakuba.runner.transaction(everyRight(yakuba, other.tenantId), async (tx) => (await tx.db.one<{ ids: string[] }>(sql`
    select array_agg(person_id order by member_order) as ids from resident.person_history
    where tenant_id = ${tx.tenant} and recorded_to is null and valid_to is null and status = 'resident' group by household_id having count(*) = ${family.length} order by household_id limit 1`)).ids)
  const address = `${town.prefecture}${town.name}${await streetOf(house)}12番地`
  await run(yakuba, other.tenantId, { name: 'resident.register-moving-out', input: {
    notifiedOn: houseDay.slice(0, 10), notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, acknowledged: [], movedOn: houseDay.slice(0, 10), isCardBased: true, personIds, relationships: [],
    to: { kind: 'domestic', municipalityCode: town.code, address },
  } })
  const courier = yakuba.registry.couriers.get('resident.carry-move-messages')
  if (courier === undefined) throw new Error('moves are carried between towns')
  await carry({ runner: yakuba.runner, findTenant: yakuba.findTenant, callerOf: (tenant) => everyRight(yakuba, tenant) }, courier, other.tenantId)
}

interface Counted { readonly keys: number; readonly thoughts: number; readonly waitedMs: number; readonly plainKeys: number }

async function enterFamily(clerk: Clerk, house: SampleHouse): Promise<Counted> {
  const count = { thoughts: 0, conversion: 0, plain: 0 }
  clerk.keys = 0
  const fill = async (field: string, word: Word): Promise<void> => {
    await clerk.fill(field, word.text)
    count.thoughts += 1
    count.plain += [...word.text].length
    // The browser is given the finished text; a person's keyboard gives the reading and converts it.
    if (word.text !== word.reading) count.conversion += romanKeys(word.reading) + conversionKeys - [...word.text].length
    else if (/[ァ-ヶ]/.test(word.text)) count.conversion += romanKeys(word.reading) - [...word.text].length
  }
  const choose = async (field: string, value: string): Promise<void> => { await clerk.choose(field, value); count.thoughts += 1 }
  await fill('movedOn', same('R8.6.7'))
  await choose('evidence', 'moving-out-certificate')
  await fill('from.address', { text: '花筏県北浜市東雲町二丁目5番10号', reading: 'ハナイカダケンキタハマシシノノメチョウニチョウメ5バン10ゴウ' })
  await fill('address.block', same(await streetOf(house)))
  await fill('address.number', { text: '12番地', reading: '12バンチ' })
  for (const [index, person] of family.entries()) {
    await clerk.to(`persons.${index}.name`)
    await clerk.compose(person.name.text, person.name.reading)
    // The reading came with the conversion: the clerk goes over it and looks.
    await clerk.to(`persons.${index}.kana`)
    if (await clerk.page.inputValue(`[name="persons.${index}.kana"]`) !== person.name.reading) throw new Error('the reading of the name has been taken over')
    count.thoughts += 2
    count.plain += [...person.name.text].length
    await fill(`persons.${index}.birth`, same(person.birth))
    await choose(`persons.${index}.sex`, person.sex)
    await choose(`persons.${index}.relationship`, person.relationship)
    if (index > 0) continue
    await fill('persons.0.registeredDomicile', { text: '花筏県北浜市東雲町二丁目5番', reading: 'ハナイカダケンキタハマシシノノメチョウニチョウメ5バン' })
    await fill('persons.0.familyRegisterHead', { text: '本人', reading: 'ホンニン' })
  }
  const waitedMs = await send(clerk)
  return { keys: clerk.keys + count.conversion, waitedMs, thoughts: count.thoughts, plainKeys: count.plain }
}

function same(text: string): Word {
  return { text, reading: text }
}

/** Waits for the consequences of the last field, as one reads them, and for the confirmation after the press. */
async function send(clerk: Clerk): Promise<number> {
  const start = performance.now()
  await clerk.press('Tab')
  await clerk.page.waitForFunction(() => document.querySelector('main')?.textContent?.includes('住民税は令和9年度から'), undefined, { timeout: 30_000 })
  await clerk.command()
  if (!(await clerk.text()).includes('審査へ回しました')) throw new Error('the filing has gone to review')
  return performance.now() - start
}

function figureOf(counted: Counted, announced: Counted, clerk: Clerk): BuildingFigure {
  const { keys, thoughts, waitedMs, plainKeys } = counted
  const seconds = secondsOf(counted)
  const floor = plainKeys * secondsOfKey
  const round = (value: number): number => Math.round(value * 10) / 10
  return {
    place: '600 residents', value: round(seconds), unit: 's', better: 'lower', must: 120, aim: 80, aimed: keys, holds: clerk.problems.length === 0, ratio: round(seconds / floor),
    floor: { name: 'typing the same characters, a key each', value: round(floor), unit: 's' },
    more: { 'keys (the aim counts these)': keys, 'fields that need a thought': thoughts, 'waited ms': Math.round(waitedMs), 'mouse presses': 0, 'keys from one-stop data': announced.keys, 'seconds from one-stop data': round(secondsOf(announced)), 'problems of the page': clerk.problems.length },
  }
}
