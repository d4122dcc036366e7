import type { PlainDate } from '../../kernel/plain-date.ts'
import { residentRegistrationAct } from '../../legislation/index.ts'
import type { Consequence } from '../../platform/command/tx.ts'

// Letters, messages and words that an entry of the register itself leaves: the business 住民 among its consequences.

type Said = Pick<Consequence, 'code' | 'subjectIds' | 'effectiveOn' | 'article' | 'title' | 'detail'> & Partial<Pick<Consequence, 'letter' | 'deadline' | 'path'>>

const base = { business: '住民', deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null } as const

/**
 * Something the people at the counter are told.
 * @decides nothing
 */
export function told(said: Said): Consequence {
  return { ...base, ...said, effect: 'notice', owner: null }
}

/**
 * Something the residents' section has to write or send.
 * @decides nothing
 */
export function owed(said: Said): Consequence {
  return { ...base, ...said, effect: 'task', owner: '住民課' }
}

/**
 * Where a letter of the register is made that an obligation asks for — 通知書を出す画面.
 * @decides nothing
 */
export function letterTo(subjectIds: readonly string[], kind: string): Pick<Consequence, 'path'> {
  const [first] = subjectIds
  return first === undefined ? {} : { path: `resident/notices/${first}?kind=${kind}` }
}

/**
 * What has to be told to the municipality that was left, so that the record there is closed — 転入通知.
 * @law basic-resident-registration-act 9(1)
 */
export function arrivalNotices(subjectIds: readonly string[], effectiveOn: PlainDate): readonly Consequence[] {
  return [owed({ code: 'resident.send-moving-in-notice', subjectIds, effectiveOn, ...letterTo(subjectIds, 'arrival'), article: residentRegistrationAct.art('9(1)'), title: '転入通知を、前の住所の市区町村へ送る', detail: '前の住所の記録を消除してもらうためです。未届のときは、最後に届け出た市区町村へ送ります。', letter: '転入通知' })]
}

/**
 * What is said of a move that is told to another town by message.
 * @law basic-resident-registration-act 24-2
 * @law basic-resident-registration-act 9(1)
 */
export function toldByMessage(what: 'hand-over' | 'arrival', subjectIds: readonly string[], effectiveOn: PlainDate): Consequence {
  return what === 'hand-over'
    ? told({ code: 'resident.send-hand-over', subjectIds, effectiveOn, article: residentRegistrationAct.art('24-2'), title: '転出証明書情報を、新しい市区町村へ送ります', detail: '記録と同時に送ります。転出証明書は渡しません。' })
    : told({ code: 'resident.send-arrival', subjectIds, effectiveOn, article: residentRegistrationAct.art('9(1)'), title: '転入通知を、元の市区町村へ送ります', detail: '記録と同時に送ります。紙の転入通知は要りません。' })
}
