import { readFileSync } from 'node:fs'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { amountText, postalText, yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { sum, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import { envelopeOf, type Party } from '../../party/index.ts'
import type { Office, Tx } from '../../platform/command/tx.ts'
import { defineTemplate } from '../../platform/document/index.ts'
import { hallName } from '../../platform/local-government/index.ts'
import { marksOf, type Place, type SheetMarks } from '../../platform/packages/index.ts'
import type { Accrued } from '../accrual.ts'
import type { ChargeBalance } from '../charges.ts'
import { periodText, slipPaper, slipSheetSource, textsOn, type SlipPaper } from '../forms.ts'
import { collectionLawOn } from '../law.ts'
import { findLevy } from '../levies.ts'
import type { IssuedSlip } from '../slips.ts'
import { letterTitles, type LetterKind } from './model.ts'

/** A letter about debts with the slips behind it — 督促状・催告書. */
export const debtLetter = defineTemplate({
  name: 'collection.debt-letter', version: 2, title: '税の納付について', pages: 'any',
  source: `${slipSheetSource}\n${readFileSync(new URL('forms/debt-letter.typ', import.meta.url), 'utf8')}\n#let draw(item) = { debt-letter(item.letter); for slip in item.slips { slip-sheet(slip) } }\n`,
})

/** Instalments that have a row of their own; those beyond are summed in the last one. */
const mostRows = 30

export interface LetterFactsOnPaper {
  readonly kind: LetterKind
  readonly party: Party
  readonly letterNo: string
  readonly issuedOn: PlainDate
  /** Day up to which delinquency charges are counted, and until which the slips may be used. */
  readonly usableUntil: PlainDate
  readonly charges: readonly ChargeBalance[]
  readonly late: ReadonlyMap<string, Accrued>
  /** Fees of demands that the letter asks for, by instalment, its own fee among them — 督促手数料. */
  readonly fees: ReadonlyMap<string, Yen>
  /** The words of the office, for a reminder. */
  readonly tone: Tone
  readonly slips: readonly IssuedSlip[]
  /** Its place in the package; null for one that is printed by itself. */
  readonly place: Place | null
}

/** How a reminder speaks — 文面の調子. */
export const tones = ['soft', 'plain', 'strong'] as const
export type Tone = (typeof tones)[number]

export type LetterPaper = { readonly letter: ReturnType<typeof letterData>; readonly slips: readonly SlipPaper[] }

/** What lies in one envelope, each sheet with its marks. */
export function letterPaper(tx: Tx, facts: LetterFactsOnPaper): LetterPaper {
  const sheets = facts.slips.length + 1
  return {
    letter: letterData(tx, facts, marksOf(facts.place, { sheet: 1, sheets })),
    slips: facts.slips.map((slip, index) => ({ ...slipPaper(tx, slip, facts.party), issuedOn: printDate(facts.issuedOn), marks: marksOf(facts.place, { sheet: index + 2, sheets }) })),
  }
}

function letterData(tx: Tx, facts: LetterFactsOnPaper, marks: SheetMarks | null) {
  const { office } = tx
  const envelope = envelopeOf(facts.party, office)
  const lateOf = (charge: ChargeBalance): Yen => facts.late.get(charge.chargeId)?.open ?? zeroYen
  const feeOf = (charge: ChargeBalance): Yen => facts.fees.get(charge.chargeId) ?? zeroYen
  const total = sumOf(facts.charges.flatMap((charge) => [charge.balance, lateOf(charge), feeOf(charge)]))
  return {
    marks, isPractice: office.environment === 'practice', postal: postalText(envelope.postalCode), addressLines: [...envelope.lines], addressee: `${envelope.name}　様`,
    letterNo: facts.letterNo, issuedOn: printDate(facts.issuedOn), certifier: `${office.certifier.title}　${office.certifier.name}`, office: `${hallName(office)}　税務課`, contact: `${office.address}　電話 ${office.phone}`,
    title: letterTitles[facts.kind], preamble: preambleOf(facts), totalLabel: `${printDate(facts.usableUntil)}までに納める額`, total: yenText(total), hasFee: facts.charges.some((charge) => feeOf(charge) > zeroYen), rows: rowsOf(facts.charges, { lateOf, feeOf }), words: wordsOf(tx, facts),
  }
}

function rowsOf(charges: readonly ChargeBalance[], { lateOf, feeOf }: Readonly<Record<'lateOf' | 'feeOf', (charge: ChargeBalance) => Yen>>) {
  const shown = charges.length > mostRows ? charges.slice(0, mostRows - 1) : charges
  const rest = charges.slice(shown.length)
  const row = (charge: ChargeBalance) => ({ levy: findLevy(charge.levyCode)?.title ?? charge.levyCode, period: periodText(charge), due: printDate(charge.dueOn, 'short'), unpaid: amountText(charge.balance), late: amountText(lateOf(charge)), fee: amountText(feeOf(charge)) })
  const others = { levy: `ほか ${rest.length}期`, period: '', due: '', unpaid: amountText(sumOf(rest.map((one) => one.balance))), late: amountText(sumOf(rest.map(lateOf))), fee: amountText(sumOf(rest.map(feeOf))) }
  return [...shown.map(row), ...(rest.length === 0 ? [] : [others])]
}

const reminderPreambles: Readonly<Record<Tone, string>> = {
  soft: '次の税金の納付が、まだ確かめられません。お忘れでしたら、同封の納付書で納めてください。納めるのが難しいときは、ひとりで悩まずに、下の係へ早めにご相談ください。',
  plain: '次の税金は、督促状を送ったあとも納められていません。下の日までに、同封の納付書で納めてください。納められない事情があるときは、その日までに下の係へ連絡してください。',
  strong: '次の税金は、たびたびお願いしたにもかかわらず納められていません。下の日までに納付も連絡もないときは、財産を調べ、法律に従って差押えなどの滞納処分をします。',
}

/** Where the taxes are paid and the fee of their demands is left. */
const feeOnlyPreamble = '次の税金は納められましたが、督促状の督促手数料が、まだ納められていません。下の日までに、同封の納付書で納めてください。この書面と行き違いに納めたときは、ご容赦ください。'

function preambleOf({ kind, tone, charges }: LetterFactsOnPaper): string {
  if (kind === 'reminder' && charges.every((charge) => charge.balance === zeroYen)) return feeOnlyPreamble
  return kind === 'demand' ? '次の税金は、納期限を過ぎましたが、まだ納められていません。下の日までに、同封の納付書で納めてください。この書面と行き違いに納めたときは、ご容赦ください。' : reminderPreambles[tone]
}

function wordsOf(tx: Tx, { kind, charges, fees, issuedOn, usableUntil }: LetterFactsOnPaper): string {
  const late = `延滞金は、${printDate(usableUntil)}に納めたときの額です。納める日が変わると、額も変わります。`
  if (kind === 'reminder') return `${late}すでに納めたときは、ご容赦ください。納付の相談は、上の係で受けています。`
  const articles = [...new Set(charges.flatMap((charge) => findLevy(charge.levyCode)?.article ?? []))].join('、')
  const { seizureDays } = collectionLawOn(issuedOn, tx.office.ordinanceOn(issuedOn))
  return `この督促状を発した日から起算して${seizureDays}日を過ぎても納めないときは、財産を差し押さえなければならないことになっています（${articles}、331条など）。${late}${[...fees.values()].some((fee) => fee > zeroYen) ? '督促手数料は、条例によって督促状1通ごとにかかります。' : ''}${remediesOf(tx.office)}`
}

/** What may be done against a disposition of the office — 教示. */
export function remediesOf(office: Office): string {
  return `この処分に不服があるときは、この書面を受け取った日の翌日から3か月以内に、${office.mayorTitle}に審査請求ができます。その裁決を受けたときは、裁決を知った日の翌日から6か月以内に、${office.name}を被告として、取消しの訴えを起こすことができます（訴訟で${office.name}を代表する者は${office.mayorTitle}です）。`
}

/** Texts that must stand on the sheets of an envelope, sheet by sheet. */
export function textsOfLetter({ letter, slips }: LetterPaper): readonly (readonly string[])[] {
  return [[letter.addressee, ...letter.addressLines, letter.letterNo, letter.total], ...slips.map((slip) => textsOn(slip))]
}

/** A slip with nothing but what may not fit, and the fee of a demand where it has a row: for the proof before numbers are taken. */
export function proofSlip(charges: readonly ChargeBalance[], usableUntil: PlainDate, fee: Yen = zeroYen): IssuedSlip {
  const digits = (count: number): string => '0'.repeat(count)
  const [first] = charges
  const tax = sumOf(charges.map((charge) => charge.balance))
  return {
    slipId: '', slipKey: digits(16), reissue: 0, partyId: first?.partyId ?? '', levyCode: first?.levyCode ?? '', tax, late: zeroYen, fee, amount: sum(tax, fee), usableUntil, code: null, confirmation: digits(6),
    ocr: [digits(39), digits(44)], elQr: null, lines: [...charges.map((charge) => ({ chargeId: charge.chargeId, kind: 'tax' as const, amount: charge.balance })), ...(fee > zeroYen && first ? [{ chargeId: first.chargeId, kind: 'fee' as const, amount: fee }] : [])], charges,
  }
}

/** The party as it may be printed where its address must not be read by anybody else. */
export function withoutAddress(party: Party): Party {
  return { ...party, postalCode: null, address: '', delivery: null }
}
