import { randomUUID } from 'node:crypto'
import { raiseCharges } from '../../src/collection/charges.ts'
import { accruedOn } from '../../src/collection/accrual.ts'
import { listBalancesOfParty } from '../../src/collection/index.ts'
import { feesExpected } from '../../src/collection/late/demand-fees.ts'
import { debtLetter, letterPaper, proofSlip, type Tone } from '../../src/collection/late/letters.ts'
import { inSlips } from '../../src/collection/late/letter-facts.ts'
import type { LetterKind } from '../../src/collection/late/model.ts'
import { debtNotice, noticeData, publicNotice, publicNoticeData, rowOf, type NoticeFacts } from '../../src/collection/late/notices.ts'
import { draftPlan, planPaper, planTemplate } from '../../src/collection/late/plans.ts'
import { receiptData, receiptTemplate } from '../../src/collection/receipts/paper.ts'
import { fiscalYear, plainDate } from '../../src/kernel/plain-date.ts'
import { yen } from '../../src/kernel/yen.ts'
import { ensurePartiesForResidents, findParty, type Party } from '../../src/party/index.ts'
import type { PaperTemplate, TemplateData } from '../../src/platform/document/index.ts'
import { render } from '../../src/platform/document/typeset/typst.ts'
import { enter } from './households.ts'
import type { Made, Maker, Wanted } from './makers.ts'

// How the letters to those who have not paid come about.

/** The head of the household with what is unpaid: one instalment, or for the longest twenty of two levies. */
async function owing(wanted: Wanted): Promise<{ readonly party: Party; readonly partyId: string }> {
  const { towns, town, family } = wanted
  towns.clock.set('2026-11-24T01:42:00.000Z')
  const [personId] = await enter(town, family, { headOnly: true })
  const partyId = await town.tx(async (tx) => {
    const id = (await ensurePartiesForResidents(tx, [personId!])).get(personId!)!
    const sourceId = randomUUID()
    const months = family === 'longest' ? Array.from({ length: 10 }, (_, index) => ({ instalment: index + 1, dueOn: `2026-${String(index + 1).padStart(2, '0')}-26`, amount: 123_456_700 })) : [{ instalment: 2, dueOn: '2026-08-31', amount: 61_000 }]
    for (const levyCode of family === 'longest' ? ['individual-inhabitants-tax', 'light-vehicle-tax'] : ['individual-inhabitants-tax']) {
      await raiseCharges(tx, months.map((month) => ({ levyCode, sourceId, instalment: month.instalment, fiscalYear: fiscalYear(2026), partyId: id, subjectId: null, noticeNo: null, dueOn: plainDate(month.dueOn), amount: yen(month.amount) })))
    }
    return id
  })
  return { partyId, party: (await town.tx((tx) => findParty(tx, partyId)))! }
}

async function drawn(template: PaperTemplate, data: TemplateData): Promise<Made> {
  const paper = await render(template, data)
  return paper.drawn ? paper.pdf : [`document.${paper.reason}`]
}

function letterMaker(kind: LetterKind, tone: Tone): Maker {
  return async (wanted) => {
    const { party, partyId } = await owing(wanted)
    const usableUntil = plainDate('2026-12-04')
    const paper = await wanted.town.tx(async (tx) => {
      const charges = await listBalancesOfParty(tx, partyId)
      // The longest asks for the fee of the demand as well.
      const fee = yen(wanted.family === 'longest' ? 100 : 0)
      return letterPaper(tx, {
        kind, tone, party, letterNo: '00000123', issuedOn: plainDate('2026-11-24'), usableUntil, charges, late: await accruedOn(tx, charges, usableUntil), fees: feesExpected(charges, fee), slips: inSlips(charges).slice(0, 1).map((same) => proofSlip(same, usableUntil, fee)), place: { piece: 123, pieces: 1_234 },
      })
    })
    return await drawn(debtLetter, paper)
  }
}

async function noticePaper(wanted: Wanted): Promise<Made> {
  const { party, partyId } = await owing(wanted)
  return await drawn(debtNotice, await wanted.town.tx(async (tx) => {
    const facts: NoticeFacts = {
      title: '督促の取消しについて', preamble: '下の督促は誤りでしたので、取り消します。ご迷惑をおかけし、おわびします。この督促によってあなたに不利益が生じることはありません。',
      facts: [['取り消す督促状', '00000123'], ['督促状を発した日', '令和8年9月18日'], ['取り消す理由', wanted.family === 'longest' ? '納付のファイルの消込が済まないうちに送ったため。'.repeat(4) : '納付を確かめる前に送ったため']],
      heads: ['税目', '年度・期別', '納期限', '督促した税額'], rows: (await listBalancesOfParty(tx, partyId)).map((charge) => rowOf(charge, charge.balance)), words: '処分に不服があるときは、審査請求ができます。',
    }
    return noticeData(tx, party, { ...facts, letterNo: '00000456', issuedOn: tx.today })
  }))
}

async function publicNoticePaper(wanted: Wanted): Promise<Made> {
  const { party } = await owing(wanted)
  const count = wanted.family === 'longest' ? 30 : 1
  return await drawn(publicNotice, await wanted.town.tx(async (tx) => publicNoticeData(tx, {
    noticeNo: '00007', postedOn: tx.today, days: 7, letters: Array.from({ length: count }, (_, index) => ({ name: party.name, document: '督促状', letterNo: String(123 + index).padStart(8, '0') })),
  })))
}

async function planPaperOf(wanted: Wanted): Promise<Made> {
  const { party, partyId } = await owing(wanted)
  return await drawn(planTemplate, await wanted.town.tx(async (tx) => {
    const charges = await listBalancesOfParty(tx, partyId)
    const monthly = yen(wanted.family === 'longest' ? 61_728_350 : 20_000)
    const plan = await draftPlan(tx, { chargeIds: charges.map((charge) => charge.chargeId), monthly, firstOn: plainDate('2026-11-30') })
    if (!plan.ok) throw new Error(plan.refusals.map((refusal) => refusal.message).join())
    return planPaper({ ...tx, actor: { ...tx.actor, name: '試験　花子' } }, plan.value, { party: { ...party, number: '0000000183' }, monthly, isAcknowledged: true })
  }))
}

/** The longest is a copy, with a sum of what has no row of its own. */
async function receiptPaper(wanted: Wanted): Promise<Made> {
  const { party, partyId } = await owing(wanted)
  const isLong = wanted.family === 'longest'
  return await drawn(receiptTemplate, await wanted.town.tx(async (tx) => {
    const charges = await listBalancesOfParty(tx, partyId)
    const taken = charges.flatMap((charge) => [{ chargeId: charge.chargeId, kind: 'tax' as const, amount: charge.charged }, { chargeId: charge.chargeId, kind: 'late' as const, amount: yen(isLong ? 12_345_600 : 1_800) }, ...(isLong ? [{ chargeId: charge.chargeId, kind: 'fee' as const, amount: yen(100) }] : [])])
    return receiptData(tx, { receiptNo: 'R8-000123', party: { ...party, number: '0000000183' }, paidOn: tx.today, charges, taken, takenBy: '試験　花子', copyNo: isLong ? 2 : null })
  }))
}

/** By the name of the form in its manifest. */
export const debtMakers: Readonly<Record<string, Maker>> = {
  'collection.demand': letterMaker('demand', 'plain'), 'collection.reminder': letterMaker('reminder', 'strong'), 'collection.debt-notice': noticePaper, 'collection.public-notice': publicNoticePaper, 'collection.payment-plan': planPaperOf, 'collection.receipt': receiptPaper,
}
