import type { Instant, PlainDate } from '../../kernel/plain-date.ts'

/** On which ground a part of the register is read — 閲覧の根拠. */
export const readingBases = { official: '国・地方公共団体の機関の請求', research: '統計・世論・学術などの調査研究', welfare: '地域住民の福祉の向上の活動', residence: '居住関係の確認（訴訟の提起など）' } as const
export type ReadingBasis = keyof typeof readingBases

export const readingStates = { filed: '審査待ち', approved: '認めた', refused: '認めない', withdrawn: '取り下げた', copied: '写しを出した', returned: '返された・廃棄された' } as const
export type ReadingState = keyof typeof readingStates

/** What a request must make clear, by the ground — 明らかにする事項. */
export const askedItems = {
  address: '申出者の住所（事務所の所在地）', readers: '閲覧する人', chief: '事務の責任者', purpose: '利用の目的', custody: '閲覧事項の管理の方法', handlers: '閲覧事項を取り扱う者の範囲', results: '調査研究の成果の取扱い', pledge: '誓約書',
} as const
export type AskedItem = keyof typeof askedItems

/** What was made clear by whoever wants to read. */
export interface ReadingBody {
  readonly applicant: string
  readonly representative: string | null
  readonly address: string | null
  readonly readers: string | null
  readonly chief: string | null
  readonly purpose: string | null
  /** The purpose in the words in which it is published. */
  readonly summary: string
  readonly custody: string | null
  readonly handlers: string | null
  readonly results: string | null
  /** Day of the written pledge. */
  readonly pledgedOn: PlainDate | null
  /** An investigation, or another request whose reason cannot be told: the law on which it rests stands instead. */
  readonly isUndisclosed: boolean
  readonly groundLaw: string | null
}

/** Which residents are read: of these districts, by age and sex. */
export interface ReadingCondition { readonly towns: readonly string[]; readonly ageFrom: number | null; readonly ageTo: number | null; readonly sex: 'male' | 'female' | null }

export interface ReadingStep { readonly stepNo: number; readonly state: ReadingState; readonly reason: string | null; readonly happenedOn: PlainDate; readonly byId: string; readonly byName: string }
export interface ReadingCopy { readonly copyNo: number; readonly serial: string; readonly documentId: string; readonly persons: number; readonly madeOn: PlainDate; readonly madeByName: string }

export interface Reading {
  readonly readingId: string
  readonly number: string
  readonly basis: ReadingBasis
  readonly receivedOn: PlainDate
  readonly body: ReadingBody
  readonly condition: ReadingCondition
  readonly returnBy: PlainDate
  readonly filedBy: string
  readonly filedByName: string
  readonly filedAt: Instant
  readonly steps: readonly ReadingStep[]
  readonly copies: readonly ReadingCopy[]
}

/** Where it stands. */
export const stateOf = (reading: Pick<Reading, 'steps'>): ReadingState => reading.steps.at(-1)!.state

/** `港本町一丁目、白鷺二丁目の20歳から39歳までの女`, as it is published. */
export function rangeText({ towns, ageFrom, ageTo, sex }: ReadingCondition): string {
  const ages = [ageFrom === null ? '' : `${ageFrom}歳から`, ageTo === null ? '' : `${ageTo}歳まで`].join('')
  const sexes = sex === null ? '' : { male: '男', female: '女' }[sex]
  return `${towns.join('、')}の${ages === '' ? '' : `${ages}の`}${sexes === '' ? '住民' : sexes}`
}
