import type { RefusalPlace } from '../../kernel/outcome.ts'
import { yen } from '../../kernel/yen.ts'
import type { RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import { digestOfJson } from '../../platform/crypto/index.ts'
import { kioskLawOn, type KioskLaw } from '../law.ts'
import { refuse, refusals } from '../refusals.ts'
import { cardIndexOf } from './card-store.ts'
import { kioskDesk, type KioskCard, type KioskRequest } from './model.ts'
import type { kioskRefusals } from './refusals.ts'
import { insertRequest, type NewRequest } from './store.ts'

type KioskCode = keyof typeof kioskRefusals

/** The transaction as the kiosk's desk sees it: no desk of a clerk, whoever's key it is. */
export function atKiosk(tx: Tx): Tx {
  return { ...tx, actor: { ...tx.actor, desk: kioskDesk } }
}

export function lawToday(tx: Tx): KioskLaw {
  return kioskLawOn(tx.today, tx.office.ordinanceOn(tx.today))
}

/** What a request says, the card by its keyed digest: the same id with other content is another request. */
export function digestOfRequest(tx: Tx, { cardSerial, ...asked }: KioskRequest): string {
  return digestOfJson({ ...asked, card: cardIndexOf(tx, cardSerial).toString('hex') })
}

/** The row of the log for a request, before its outcome. */
export function rowOf(tx: Tx, asked: KioskRequest, card: KioskCard | undefined): Omit<NewRequest, 'outcome' | 'cause' | 'fee_yen'> {
  return {
    kiosk_request_id: asked.requestId, content_digest: digestOfRequest(tx, asked), card_id: card?.cardId ?? null, person_id: card?.personId ?? null, form: asked.form, scope: asked.scope, items: asked.items, copies: asked.copies,
    kiosk: asked.kiosk, store: asked.store, asked_at: asked.askedAt,
  }
}

export interface Said {
  /** What the kiosk shows. */
  readonly code: KioskCode
  /** The code of what stood behind it; the log keeps it for officers. */
  readonly cause: string
  readonly card?: KioskCard
  readonly behind?: RefusedAndRemembered
}

/** A refusal at the kiosk, entered in the log with what stood behind it. */
export function tell(tx: Tx, asked: KioskRequest, { code, cause, card, behind }: Said): RefusedAndRemembered {
  return {
    ...refuse(code, placeOf(code, lawToday(tx))),
    async remember(later) {
      await behind?.remember?.(later)
      await insertRequest(later, { ...rowOf(later, asked, card), outcome: code, cause, fee_yen: yen(0) })
    },
  }
}

/** The same words again for a request that was refused before. */
export function tellAgain(tx: Tx, code: string): RefusedAndRemembered {
  return refuse(code as KioskCode, placeOf(code as KioskCode, lawToday(tx)))
}

function placeOf(code: KioskCode, law: KioskLaw): RefusalPlace {
  if (code === 'kiosk-closed') return { from: law.hours.from, until: law.hours.until }
  return code === 'kiosk-too-young' ? { age: law.terms.minimumAge } : {}
}

/** The sentence that stands for a code, for the log. */
export function wordsOf(code: string): string {
  return code in refusals.entries ? refusals.entries[code as keyof typeof refusals.entries].message : code
}
