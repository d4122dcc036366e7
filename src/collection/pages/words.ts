import { plainDate } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import { type DebtPart, partWords } from '../rules/debt-part.ts'
import type { NoticeOutcome } from '../rules/posting.ts'
import type { PaymentException, PaymentState } from '../rules/reconcile.ts'

// Words of the collection screens, as staff say them.

export const stateWords: Readonly<Record<PaymentState, string>> = {
  preliminary: '速報', confirmed: '確定', cancelled: '速報を取消し', 'awaiting-original': '取消しだけ到着', reversed: '取消し済み',
}

export const channelWords: Readonly<Record<string, string>> = {
  store: 'コンビニ', postal: '郵便局', 'real-time': 'アプリ', counter: '窓口', 'direct-debit': '口座振替', mpn: 'ペイジー', elqr: 'eL-QR・共通納税', card: 'クレジットカード', app: 'アプリ（指定納付）', 'bank-slip': '金融機関の窓口', transfer: '振込', enforcement: '滞納処分', pension: '年金からの特別徴収',
}

export const outcomeWords: Readonly<Record<NoticeOutcome, string>> = {
  preliminary: '速報として消し込んだ', confirmed: '確定した', cancelled: '速報を取り消した', duplicate: '前に届いたものと同じ', 'late-preliminary': '確定のあとに届いた速報',
  suspense: '調査中に置いた', 'by-hand': '人が決める',
}

/** What a person has to do about a line. */
export const exceptionWords: Readonly<Record<PaymentException, { readonly what: string; readonly does: string }>> = {
  amountDiffers: { what: '納付書の額と違います', does: '収納代行に確かめ、正しい期に充てます。' },
  cancelWithoutOriginal: { what: '取消しの元になる速報がありません', does: '元の速報が届けば自動で組になります。20日待って届かなければ、収納代行に確かめます。' },
  cancelAfterConfirmed: { what: '確定したあとに取消しが来ました', does: '収納代行に確かめます。金は自動では戻りません。' },
  checkDigitWrong: { what: 'バーコードの検査数字が合いません', does: '直さずに、収納代行に問い合わせます。' },
  slipUnknown: { what: 'この町の納付書ではありません', does: '納付番号を調べ、納めた人を確かめます。' },
  postalCorrection: { what: '郵便振替の訂正です', does: '元の納付を探し、差額を手で直します。' },
  chargeBack: { what: 'カード会社が支払いを取り消しました（チャージバック）', does: '指定納付受託者に理由を聞き、納付を取り消すかを決めます。台帳は自動では変わりません。' },
  notCollected: { what: '年金から徴収できませんでした', does: '理由の番号を確かめ、普通徴収に切り替えるかを決めます。' },
}

/** `R8.6.1` */
export function shortDate(date: string): string {
  return printDate(plainDate(date), 'letter')
}

/** `R8.5.20 10:42` */
export function momentText(instant: string): string {
  const at = instant as Instant
  return `${printDate(townDay(at), 'letter')} ${townTime(at)}`
}

/** What was carried out and when, in the place of the command: `口座を登録する：済みました（R8.5.20 10:42）`. */
export function doneText({ title, at }: { readonly title: string; readonly at: string }): string {
  return `${title}：済みました（${momentText(at)}）`
}

/** What follows the words of an instalment where an amount is not its tax. */
export function partSuffix(part: DebtPart): string {
  return part === 'tax' ? '' : `　${partWords[part]}`
}
