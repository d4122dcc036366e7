import type { Citation } from '../../kernel/citation.ts'
import { fiscalYear, fiscalYearOf, monthOf, yearOf, type FiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import { fiscalYearText } from '../../kernel/wareki.ts'
import { yen } from '../../kernel/yen.ts'
import { localTaxAct } from '../../legislation/index.ts'
import { reaction, type Consequence, type Reaction } from '../../platform/command/consequence.ts'
import type { EventDraft, Tx } from '../../platform/command/tx.ts'
import { Removed } from '../../resident/index.ts'
import { assessmentDateOf } from './model.ts'
import { afterRemoval, type AfterRemoval } from './rules/removal.ts'
import * as store from './store.ts'

/** What this tax knows of the persons of an event: the decisions in force of the year running. */
interface DecidedFacts { readonly fiscalYear: FiscalYear; readonly decided: readonly { readonly personId: string; readonly annualTax: number; readonly method: string; readonly year: FiscalYear }[] }

type Decided = DecidedFacts['decided'][number]

/** The year whose tax is being collected on a day: June to May. */
function runningYear(on: PlainDate): FiscalYear {
  const year = fiscalYearOf(on)
  return monthOf(on) === 4 || monthOf(on) === 5 ? fiscalYear(year - 1) : year
}

async function loadDecided(tx: Tx, event: EventDraft): Promise<DecidedFacts> {
  const year = runningYear(event.effectiveOn)
  const years = [year, fiscalYear(year + 1)]
  const rows = await store.listDecisionsInForce(tx, years, event.subjectIds)
  return { fiscalYear: year, decided: rows.filter((row) => row.annual_tax > 0).map((row) => ({ personId: row.person_id, annualTax: row.annual_tax, method: row.method, year: fiscalYear(row.fiscal_year) })) }
}

const nothing = {
  business: '課税', detail: null, effectiveOn: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'notice', owner: '税務課',
} as const satisfies Partial<Consequence>

/** The first year that this town may tax somebody who lives here from a day on. */
function firstTaxedYear(on: PlainDate): FiscalYear {
  const year = yearOf(on)
  return fiscalYear(on === assessmentDateOf(fiscalYear(year)) ? year : year + 1)
}

/** 転入: the town of 1 January levies this year's tax, this town the next — 地方税法318条. */
const movedIn = reaction<null>({
  event: 'resident.moved-in',
  context: 'tax-individual',
  load: async () => null,
  preview(event) {
    const first = firstTaxedYear(event.effectiveOn)
    return [{
      ...nothing, code: 'tax-individual.taxed-from', subjectIds: event.subjectIds, article: localTaxAct.art('318'),
      title: `住民税は${fiscalYearText(first)}からこの町で課税します`, detail: `${fiscalYearText(fiscalYear(first - 1))}までは、1月1日に住んでいた市区町村が課税します。`, effectiveOn: assessmentDateOf(first), amountUnknown: '所得の資料が届いてから',
    }]
  },
})

/** 出生: a child below 16 gives no deduction but counts for the limits of the next year — 地方税法295条3項. */
const born = reaction<null>({
  event: 'resident.born',
  context: 'tax-individual',
  load: async () => null,
  preview(event) {
    const year = fiscalYear(yearOf(event.effectiveOn) + 1)
    return [{
      ...nothing, code: 'tax-individual.dependant-next-year', subjectIds: event.subjectIds, article: localTaxAct.art('295(3)'),
      title: `${fiscalYearText(year)}の住民税で、扶養親族の人数に入ります`, detail: '勤め先の年末調整か申告で、16歳未満の扶養親族として届け出てください。', effectiveOn: assessmentDateOf(year),
      amountUnknown: '扶養する人の所得が届いてから',
    }]
  },
})

/** 死亡: what is not yet paid passes to the heirs; who died by 1 January is not taxed for the next year — 地方税法9条・318条. */
const died = reaction<DecidedFacts>({
  event: 'resident.died',
  context: 'tax-individual',
  load: loadDecided,
  preview: (_event, facts) => facts.decided.map(heirs),
})

function heirs(one: Decided): Consequence {
  return {
    ...nothing, code: 'tax-individual.heirs', subjectIds: [one.personId], article: localTaxAct.art('9'), effect: 'task',
    title: '住民税の残りは相続人が引き継ぎます。相続人の代表者の届出をもらう', detail: stoppedBy[one.method] ?? null,
    amount: { yen: yen(one.annualTax), per: 'year' }, letter: '相続人代表者指定届',
    ...(stoppedBy[one.method] === undefined ? {} : { path: `tax-individual/history/${one.personId}?year=${one.year}` }),
  }
}

/** What ends with a death; the change is received and carried out on the page of the person. */
const stoppedBy: Readonly<Record<string, string>> = { salary: '給与からの徴収は止まり、残りを普通徴収に切り替えます。', pension: '年金からの徴収は止まり、残りを普通徴収に切り替えます。' }

interface MovedOutPayload { readonly to?: { readonly kind?: string } }

/** 転出: the year's tax stays here; who leaves the country names an administrator — 地方税法300条. */
const movedOut = reaction<DecidedFacts>({
  event: 'resident.moved-out',
  context: 'tax-individual',
  load: loadDecided,
  preview(event, facts) {
    const abroad = (event.payload as MovedOutPayload | null)?.to?.kind === 'abroad'
    return facts.decided.map((one): Consequence => {
      const base = { ...nothing, subjectIds: [one.personId], amount: { yen: yen(one.annualTax), per: 'year' } as const }
      if (!abroad) return { ...base, code: 'tax-individual.stays-here', article: localTaxAct.art('318'), title: '今年度の住民税は、転出したあともこの町に納めます', detail: null }
      return { ...base, code: 'tax-individual.tax-administrator', article: administratorArticle, title: '国外へ転出する前に、納税管理人を届け出てもらう', detail: '届出がないときは、残りの税額をまとめて納める方法もあります。', letter: '納税管理人申告書', effect: 'task', deadline: event.effectiveOn }
    })
  },
})

/** 職権消除: an assessment of a day on which the person did not live here is looked at; of the rest the letters find their way — 地方税法20条の2・318条. */
const removed = reaction<DecidedFacts>({
  event: 'resident.removed',
  context: 'tax-individual',
  load: loadDecided,
  preview(event, facts) {
    const { removedOn, reason } = Removed.parse(event.payload)
    return facts.decided.map((one) => afterRemovalOf(one, afterRemoval(reason, removedOn, assessmentDateOf(one.year))))
  },
})

function afterRemovalOf(one: Decided, meaning: AfterRemoval): Consequence {
  const base = { ...nothing, subjectIds: [one.personId], amount: { yen: yen(one.annualTax), per: 'year' } as const }
  switch (meaning) {
    case 'heirs': return heirs(one)
    case 'review': return { ...base, code: 'tax-individual.review-after-removal', article: localTaxAct.art('318'), effect: 'task', title: `${fiscalYearText(one.year)}の住民税を見直す（1月1日に住所がなかったとして消除）`, detail: '住民票になくても、実際に住んでいた人には課税できます。賦課期日にどこに住んでいたかを確かめます。' }
    case 'stays-here': return { ...base, code: 'tax-individual.stays-here', article: localTaxAct.art('318'), title: '今年度の住民税は、転出したあともこの町に納めます' }
    case 'find-address': return { ...base, code: 'tax-individual.find-address', article: localTaxAct.art('20-2'), effect: 'task', title: '住民税の書類の送り先を確かめる。分からなければ公示送達にする', detail: '住所・居所・勤め先を調べたことを書いて残します。', lostAfter: '通知書が届いたことにならず、納期が決まりません' }
  }
}

/** 職権回復: years of which the day of assessment fell into the gap, and letters that did not arrive — 地方税法318条. */
const recovered = reaction<null>({
  event: 'resident.recovered',
  context: 'tax-individual',
  load: async () => null,
  preview: (event) => event.subjectIds.map((personId): Consequence => ({
    ...nothing, code: 'tax-individual.review-after-recovery', subjectIds: [personId], article: localTaxAct.art('318'), effect: 'task', effectiveOn: event.effectiveOn,
    title: '回復した人の住民税を見直す', detail: '1月1日に住んでいた年度の課税もれと取消し、公示送達にした通知書、送り先を確かめます。', amountUnknown: '課税の記録と所得の資料を確かめてから',
  })),
})

/** 帰化・国籍取得・国籍喪失: the tax rests on the address, not on the nationality — 地方税法294条1項. */
const nationalityChanged = reaction<DecidedFacts>({
  event: 'resident.nationality-changed',
  context: 'tax-individual',
  load: loadDecided,
  preview: (_event, facts) => [...new Set(facts.decided.map((one) => one.personId))].map((personId): Consequence => ({
    ...nothing, code: 'tax-individual.same-after-nationality', subjectIds: [personId], article: localTaxAct.art('294(1)'), title: '住民税は、国籍が変わっても変わりません', detail: 'これから出す通知書は、新しい氏名で出ます。', owner: null,
  })),
})

/** 異動の取消し: whoever was taxed, or not, because of the event is looked at again — 地方税法318条. */
const eventCancelled = reaction<DecidedFacts>({
  event: 'resident.event-cancelled',
  context: 'tax-individual',
  load: loadDecided,
  preview: (_event, facts) => facts.decided.map((one): Consequence => ({
    ...nothing, code: 'tax-individual.review-after-cancellation', subjectIds: [one.personId], article: localTaxAct.art('318'), effect: 'task',
    title: '異動の取消しで、住民税の課税と徴収の方法を見直す', detail: '異動で変えた送り先、納税管理人、徴収の方法があれば元へ戻します。', amount: { yen: yen(one.annualTax), per: 'year' },
  })),
})

const administratorArticle: Citation = localTaxAct.art('300')

/** What this tax does on events of the register: told and written as obligations, nothing is changed by itself. */
export const individualTaxReactions: readonly Reaction[] = [movedIn, born, died, movedOut, removed, recovered, nationalityChanged, eventCancelled]
