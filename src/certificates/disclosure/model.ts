import type { PlainDate } from '../../kernel/plain-date.ts'
import type { DocumentKind, RequesterKind } from '../model.ts'

/** Whose requests are told: whoever is not the person, the household or a public body — 知らせる請求者. */
export const toldRequesters = ['agent', 'third-party'] as const satisfies readonly RequesterKind[]
export type ToldRequester = (typeof toldRequesters)[number]

/** How the letter reaches the person; one that is handed over bears no address — 渡し方. */
export const handings = { mail: '郵便で送る', hand: '手渡しする（住所を載せない）' } as const
export type Handing = keyof typeof handings

/** Somebody who asked to be told — 本人通知の登録. */
export interface Registration {
  readonly registrationId: string
  readonly personId: string
  readonly registeredOn: PlainDate
  readonly endsOn: PlainDate | null
  readonly endedReason: string | null
}

/** A paper that was issued to somebody else and has not been told of — 知らせること. */
export interface Disclosure {
  readonly requestId: string
  readonly personId: string
  readonly kind: DocumentKind
  readonly requester: ToldRequester
  readonly issuedOn: PlainDate
  /** Sheets that were not spoiled. */
  readonly copies: number
}

/** Whether a registration holds on a day. */
export function isInForce({ endsOn, endedReason }: Pick<Registration, 'endsOn' | 'endedReason'>, on: PlainDate): boolean {
  return endedReason === null && (endsOn === null || endsOn >= on)
}
