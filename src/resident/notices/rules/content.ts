import { postalText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { findHead, isResident, type PersonOnDate, type Snapshot } from '../../model.ts'
import { keptKinds, type NoticeContent, type NoticeFacts, type NoticeKind, type NoticeRow, type Place } from '../model.ts'

// What each letter says. A letter without its ground is not made: the fault is the key of a refusal.

/** Why a letter cannot be made of these facts. */
export type NoticeFault = 'notice-no-head' | 'notice-no-arrival' | 'notice-has-head' | 'notice-no-filing' | 'notice-no-code' | 'notice-no-move-out' | 'notice-no-measure' | 'notice-dead'
export type Contained = { readonly content: NoticeContent } | { readonly fault: NoticeFault }

type Words = Omit<NoticeContent, 'title' | 'place' | 'addressee' | 'answer'> & Partial<Pick<NoticeContent, 'title' | 'place' | 'addressee' | 'answer'>>

/**
 * The words of a letter, addressed to the person where the rule of its kind says nothing else — 通知の内容.
 * @law basic-resident-registration-act-enforcement-order 25
 * @law basic-resident-registration-act-enforcement-order 12(4)
 * @law basic-resident-registration-act 9(1)
 * @law basic-resident-registration-act 30-3
 * @law basic-resident-registration-act 30-4
 */
export function contentOf(kind: NoticeKind, facts: NoticeFacts, title: string): Contained {
  if (facts.person.status === 'dead' && !keptKinds.has(kind)) return { fault: 'notice-dead' }
  const words = wordsOf[kind](facts)
  if (typeof words === 'string') return { fault: words }
  return { content: { title, place: placeOfPerson(facts.office, facts.person), addressee: `${facts.person.name}　様`, answer: [], ...words } }
}

const wordsOf: Readonly<Record<NoticeKind, (facts: NoticeFacts) => Words | NoticeFault>> = {
  'new-head'({ person, history, formerHead }) {
    const since = headSince(history)
    if (!isResident(person) || person.relationship !== 'head' || since === undefined) return 'notice-no-head'
    return {
      preamble: 'あなたの世帯の世帯主が変わったので、住民票の世帯主を次のとおり改めました。届出は要りません。',
      rows: [
        { label: '世帯番号', value: person.householdNumber }, { label: '新しい世帯主', value: person.name }, ...(formerHead === null ? [] : [{ label: '前の世帯主', value: formerHead }]), { label: '変わった日', value: printDate(since) },
        { label: '根拠', value: '住民基本台帳法施行令第25条' },
      ],
      remark: '内容が違うときは、この通知書と本人確認書類を持って、窓口へお越しください。国民健康保険や手当など、世帯主が替わると手続きが要るものは、窓口で案内します。',
    }
  },
  'ask-for-head'({ person, members }) {
    if (!isResident(person) || findHead(members) !== undefined) return 'notice-has-head'
    return {
      preamble: 'あなたの世帯は、いま世帯主が決まっていません。だれが世帯主になるかを世帯の中で決め、世帯主の変更を窓口に届け出てください。',
      rows: [
        { label: '世帯番号', value: person.householdNumber }, { label: '世帯の人', value: members.map((member) => member.name).join('、') }, { label: '届出', value: '世帯主変更届' }, { label: '届け出る人', value: '世帯主になる人。代理人は委任状を持ってきてください' },
        { label: '持ってくるもの', value: '本人確認書類、この通知書' }, { label: '根拠', value: '住民基本台帳法第25条' },
      ],
      remark: '届出があるまで、住民票の世帯主の欄は空のままです。もう届け出たときは、この通知は行き違いです。',
    }
  },
  'filing-accepted'({ person, filing, office }) {
    if (filing === null) return 'notice-no-filing'
    return {
      place: placeBefore(office, person, filing.before),
      preamble: '次の届出を受け付けたので、お知らせします。届出をした人が本人や同じ世帯の人でなかったときなどに、本人が知らない届出でないかを確かめるためのものです。',
      rows: [
        { label: '届出', value: filing.title }, { label: '届出番号', value: filing.number }, { label: '届出日', value: printDate(filing.notifiedOn) }, { label: '異動日', value: printDate(filing.eventOn) }, { label: '届け出た人', value: filing.filer },
        { label: '届け出られた人', value: filing.names.join('、') },
      ],
      remark: '覚えのない届出のときは、すぐにお知らせください。この通知に住所の変更先は書いていません。',
    }
  },
  'ex-officio'({ filing }) {
    if (filing === null) return 'notice-no-filing'
    return {
      preamble: '住民票の記載等を職権で次のとおり行ったので、お知らせします。',
      rows: [
        { label: '職権で行ったこと', value: filing.title }, ...(filing.items === null ? [] : [{ label: '修正した事項', value: filing.items }]), { label: '異動の日', value: printDate(filing.eventOn) }, { label: '処理番号', value: filing.number },
        { label: '対象の人', value: filing.names.join('、') }, { label: '根拠', value: '住民基本台帳法施行令第12条第4項' },
      ],
      remark: '内容が違うときは、この通知書と本人確認書類を持って、窓口へお越しください。',
    }
  },
  'resident-code'({ person, history, residentCode }) {
    if (!isResident(person) || residentCode === null) return 'notice-no-code'
    const last = history.findLast((row) => row.source.event === 'resident-code-entry' || row.source.event === 'resident-code-change')
    const isChanged = last?.source.event === 'resident-code-change'
    return {
      title: isChanged ? '住民票コード変更通知票' : '住民票コード通知票',
      preamble: isChanged ? 'あなたの住民票に記載した住民票コードを変更したので、新しい住民票コードをお知らせします。前のコードは使えません。' : 'あなたの住民票に住民票コードを記載したので、お知らせします。',
      rows: [
        { label: '住民票コード', value: residentCode }, { label: '氏名', value: person.name }, ...(last === undefined ? [] : [{ label: isChanged ? '変更した日' : '記載した日', value: printDate(last.validFrom) }]),
        { label: '根拠', value: isChanged ? '住民基本台帳法第30条の4' : '住民基本台帳法第30条の3' },
      ],
      remark: '住民票コードは、ほかの人に教えないでください。役場の職員が電話でお尋ねすることはありません。この通知票は大切に保管してください。',
    }
  },
  'not-arrived'({ awaited, person, office }) {
    if (awaited === null) return 'notice-no-move-out'
    return {
      place: { postal: '', lines: [awaited.municipality ?? awaited.to] }, addressee: '住民基本台帳事務の担当　様',
      preamble: '次の人から貴市区町村への転出の届出を受けましたが、住民基本台帳法第9条第1項の転入通知が届いていません。転入の届出の有無を下に記入し、お知らせください。',
      rows: [
        { label: '氏名', value: awaited.names.join('、') }, { label: '生年月日', value: awaited.births.join('、') }, { label: '前の住所', value: linesOfAddress(office, person).join('　') }, { label: '届け出た転出先', value: awaited.to }, { label: '転出予定日', value: printDate(awaited.plannedOn) },
        ...(awaited.notifiedOn === null ? [] : [{ label: '届出日', value: printDate(awaited.notifiedOn) }]),
      ],
      remark: '転入の届出を受けていて、通知がまだのときは、転入通知をお送りください。',
      answer: ['□ 転入の届出を受けた　　転入した日　　　　年　　月　　日', '□ 転入の届出を受けていない', '□ そのほか（　　　　　　　　　　　　　　　　　　　　　　　　）', '市区町村・担当　　　　　　　　　　　　　　　　電話'],
    }
  },
  'arrival'({ arrival }) {
    if (arrival === null) return 'notice-no-arrival'
    return {
      place: { postal: '', lines: [arrival.municipality ?? arrival.from] }, addressee: '住民基本台帳事務の担当　様',
      preamble: '次の人から転入の届出を受け、住民票を作成したので、住民基本台帳法第9条第1項により通知します。',
      rows: [
        { label: '氏名', value: arrival.names.join('、') }, { label: '生年月日', value: arrival.births.join('、') }, { label: '前の住所', value: arrival.from }, { label: '新しい住所', value: arrival.address.join('　') }, ...(arrival.head === null ? [] : [{ label: '世帯主', value: arrival.head }]),
        { label: '転入した日', value: printDate(arrival.movedOn) }, ...(arrival.notifiedOn === null ? [] : [{ label: '届出日', value: printDate(arrival.notifiedOn) }]), { label: '根拠', value: '住民基本台帳法第9条第1項' },
      ],
      remark: '貴市区町村の住民票を消除してください。この人の記録がないときや、内容が違うときは、お知らせください。',
    }
  },
  'ex-officio-record'({ filing }) {
    if (filing === null) return 'notice-no-filing'
    return {
      place: { postal: '', lines: ['（庁内で保存する記録）'] }, addressee: '住民記録の担当',
      preamble: '住民票の記載等を職権で次のとおり行ったので、記録します。',
      rows: [
        { label: '職権で行ったこと', value: filing.title }, { label: '処理番号', value: filing.number }, { label: '異動の日', value: printDate(filing.eventOn) }, { label: '処理した日', value: printDate(filing.notifiedOn) }, { label: '対象の人', value: filing.names.join('、') },
        ...inRows(filing.facts, mostFacts), { label: '審査した職員', value: filing.reviewedBy }, { label: '根拠', value: '住民基本台帳法施行令第12条' },
      ],
      remark: '元になった書類と調べた記録を、この記録書といっしょに保存します。',
    }
  },
  'measure-ending'({ measure }) {
    if (measure === null) return 'notice-no-measure'
    return {
      preamble: '申出を受けて行っている住民基本台帳事務の支援措置は、次の期間で終わります。続けることを希望するときは、期間の終わる日までに延長を申し出てください。',
      rows: [
        { label: '措置の期間', value: `${printDate(measure.from)}から${printDate(measure.until)}まで` }, { label: '延長の申出', value: `${printDate(measure.extendsFrom)}から${printDate(measure.until)}まで` }, { label: '延長した後の期間', value: `${printDate(measure.extended.from)}から${printDate(measure.extended.until)}まで` },
        { label: '持ってくるもの', value: '本人確認書類、この通知書' },
      ],
      remark: 'この通知書は、人の目に触れない所にしまってください。郵便で送ってほしくないときや、連絡先が変わったときは、担当へお知らせください。',
    }
  },
}

/** Rows of a record for what was filed; what finds no room of its own shares the last. */
const mostFacts = 5

function inRows(facts: readonly { readonly item: string; readonly value: string }[], most: number): readonly NoticeRow[] {
  const rows = facts.map(({ item, value }) => ({ label: item, value }))
  return rows.length <= most ? rows : [...rows.slice(0, most - 1), { label: 'ほか', value: rows.slice(most - 1).map((row) => `${row.label} ${row.value}`).join('、') }]
}

/** The day from which the person has been head without a break; undefined where he came as one. */
function headSince(history: readonly Snapshot[]): PlainDate | undefined {
  const lastOther = history.findLastIndex((row) => row.facts.relationship !== 'head')
  return lastOther < 0 ? undefined : history[lastOther + 1]?.validFrom
}

/**
 * Where a letter to a person goes: the address in the register, where the person moved to, or the last address here — 送り先.
 * @decides nothing
 */
export function placeOfPerson(office: NoticeFacts['office'], person: PersonOnDate): Place {
  const elsewhere = isResident(person) ? null : person.moveOutTo ?? person.plannedMoveOutTo
  return elsewhere === null ? { postal: postalText(person.address.postalCode), lines: linesOfAddress(office, person) } : placeOfText(elsewhere)
}

/**
 * The former address, so that whoever was filed for without knowing hears of it: here, else elsewhere, else the new one.
 * @decides nothing
 */
export function placeBefore(office: NoticeFacts['office'], person: PersonOnDate, before: PersonOnDate | undefined): Place {
  if (before !== undefined && isResident(before)) return { postal: postalText(before.address.postalCode), lines: linesOfAddress(office, before) }
  return person.previousAddress === null ? placeOfPerson(office, person) : placeOfText(person.previousAddress)
}

/**
 * Prefecture, municipality and place on one line, building and room on the next.
 * @decides nothing
 */
export function linesOfAddress({ prefecture, name }: NoticeFacts['office'], { address }: PersonOnDate): readonly string[] {
  const building = [address.building, address.room].filter((part) => part !== null).join('　')
  return [`${prefecture}${name}${address.town}${address.number}`, ...(building === '' ? [] : [building])]
}

function placeOfText(address: string): Place {
  const [place = '', ...rest] = address.split('　')
  return { postal: '', lines: rest.length === 0 ? [place] : [place, rest.join('　')] }
}
