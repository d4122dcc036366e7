import { postalText } from '../kernel/text.ts'
import { printDate } from '../kernel/wareki.ts'
import { printUnknownDate } from '../kernel/unknown-date.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import type { Office, Tx } from '../platform/command/tx.ts'
import { defineTemplate, type TemplateData } from '../platform/document/index.ts'
import { addressText, type PersonOnDate } from '../resident/index.ts'
import { cancellationTitles, type CancellationReason, type Imprint, type Registration } from './model.ts'

/** 印鑑登録証明書 */
export const certificateTemplate = defineTemplate({ name: 'seal.certificate', version: 3, title: '印鑑登録証明書', pages: 1, markPlace: { xMm: 20, yMm: 215, sizeMm: 25 }, source: new URL('forms/certificate.typ', import.meta.url) })
/** 印鑑登録照会書 with 回答書 */
export const letterTemplate = defineTemplate({ name: 'seal.letter', version: 3, title: '印鑑登録照会書', pages: 1, source: new URL('forms/letter.typ', import.meta.url) })
/** 印鑑登録抹消通知書 */
export const noticeTemplate = defineTemplate({ name: 'seal.notice', version: 2, title: '印鑑登録抹消通知書', pages: 1, source: new URL('forms/notice.typ', import.meta.url) })

/** `汐音県汐見市汐見台二丁目4番7号` */
export function addressIn(office: Office, person: Pick<PersonOnDate, 'address'>): string {
  return `${office.prefecture}${office.name}${addressText(person.address)}`
}

/** The birth date as the register has it; of a foreign resident by the western year. */
export function birthWords(person: Pick<PersonOnDate, 'birth' | 'residentType'>): string {
  return person.residentType === 'foreign' && person.birth.wording === null ? printDate(person.birth.calc, 'western') : printUnknownDate(person.birth)
}

const sexWords = { male: '男', female: '女', unknown: '' } as const

/** What stands on the certificate beside the imprint. */
export interface CertificateParts {
  readonly registration: Registration
  readonly imprint: Imprint
  readonly number: string
  /** Stands on the paper and not in its mark; empty on a draft. */
  readonly checkCode: string
  /** Where it is issued; stands with the number at the foot — 発行番号. */
  readonly desk: string
  readonly picture: string
  readonly bytes: Uint8Array
  readonly showsSex: boolean
}

/** The certificate: names, birth date, address and imprint; never a furigana — 印鑑登録証明書の内容. */
export function certificateData(tx: Tx, person: PersonOnDate, { registration, imprint, number, checkCode, desk, picture, bytes, showsSex }: CertificateParts): Readonly<Record<string, TemplateData>> {
  const { office } = tx
  return {
    isPractice: office.environment === 'practice', numberLine: `発行番号　${number}　${printDate(tx.today)}　${office.name}　${desk}`, checkCode, rows: [...certificateRows(office, person, { registration, showsSex })], picture, pictureMm: printedWidthMm(bytes, imprint.dotsPerMetre), certifies: 'この写しは、登録されている印影と相違ないことを証明します。',
    issuedOn: printDate(tx.today), certifier: `${office.prefecture}${office.certifier.title}　${office.certifier.name}`, seal: office.certifier.seal, town: office.name,
  }
}

/** The rows beside the imprint, in the order of the form. */
export function certificateRows(office: Office, person: PersonOnDate, { registration, showsSex }: Pick<CertificateParts, 'registration' | 'showsSex'>): readonly { label: string; value: string }[] {
  return [
    { label: '氏名', value: person.name },
    ...(person.formerSurname === null ? [] : [{ label: '旧氏', value: person.formerSurname }]),
    ...(person.commonName === null ? [] : [{ label: '通称', value: person.commonName }]),
    ...(registration.judged.katakanaName === null ? [] : [{ label: '氏名のカタカナ表記', value: registration.judged.katakanaName }]),
    { label: '生年月日', value: birthWords(person) },
    ...(showsSex ? [{ label: '性別', value: sexWords[person.sex] }] : []),
    { label: '住所', value: addressIn(office, person) },
  ]
}

/** Width of the picture on paper at its true size; the width in dots stands in the head of the file. */
function printedWidthMm(png: Uint8Array, dotsPerMetre: number): number {
  return (Buffer.from(png).readUInt32BE(16) * 1000) / dotsPerMetre
}

/** The letter of enquiry with the form of answer — 照会書・回答書の内容. */
export function letterData(tx: Tx, person: PersonOnDate, letter: { readonly letterNumber: string; readonly expiresOn: PlainDate; readonly agentName: string | null }): TemplateData {
  const { office } = tx
  return {
    ...headOf(tx, person), number: letter.letterNumber, title: '印鑑登録についての照会', expiresOn: printDate(letter.expiresOn),
    body: `あなたの印鑑の登録の申請を${printDate(tx.today)}に受け付けました。申請があなたの意思によるものかを確かめるため、お尋ねします。下の回答書に、あなたが自分で住所・氏名などを書き、申請した印鑑を押して、${printDate(letter.expiresOn)}までに窓口へお持ちください。`,
    agent: letter.agentName === null ? '申請した人　あなた自身' : `申請した人　代理人　${letter.agentName}`,
    remark: 'この照会書に覚えがないときは、すぐにお知らせください。期限を過ぎた回答書では登録できません。', answerTo: `${office.mayorTitle}　様`,
  }
}

/** The notice of a cancellation that the office made by itself — 抹消通知書の内容. */
export function noticeData(tx: Tx, person: PersonOnDate, { registration, number }: { readonly registration: Registration; readonly number: string }): TemplateData {
  return {
    ...headOf(tx, person), number, title: '印鑑登録の抹消について（通知）',
    body: 'あなたの印鑑の登録を、条例の定めにより次のとおり抹消したので、お知らせします。手もとの印鑑登録証は使えません。窓口へお返しください。',
    rows: [
      { label: '登録番号', value: registration.registrationNumber }, { label: '抹消の日', value: printDate(registration.validFrom) },
      { label: '抹消の事由', value: cancellationTitles[registration.reason as CancellationReason] },
    ],
    remark: 'あらためて印鑑を登録するときは、登録する印鑑と本人確認書類をお持ちください。',
  }
}

function headOf(tx: Tx, person: PersonOnDate) {
  const { office } = tx
  const postal = person.address.postalCode
  return {
    isPractice: office.environment === 'practice', postal: postalText(postal), address: addressIn(office, person), addressee: `${person.name}　様`, issuedOn: printDate(tx.today),
    issuer: `${office.certifier.title}　${office.certifier.name}`, contact: `${office.name}　住民課　電話 ${office.phone}`,
  }
}
