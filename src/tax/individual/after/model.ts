import type { ChangeState } from './change-store.ts'
import type { ChangeKind } from './rules/employment.ts'

/** Kinds of change as the office says them. */
export const changeTitles: Readonly<Record<ChangeKind, string>> = { leaving: '退職・休職など', transfer: '転勤・転職（特別徴収の継続）', hiring: '普通徴収からの切替え', death: '死亡', 'pension-stop': '年金特徴の中止' }
export const changeStateTitles: Readonly<Record<ChangeState, string>> = { received: '受付', 'carried-out': '反映ずみ', cancelled: '取下げ', reversed: '取消し' }
export const exemptionStateTitles = { received: '決裁待ち', granted: '承認', refused: '不承認', withdrawn: '取下げ' } as const
export const exemptionStates = ['received', 'granted', 'refused', 'withdrawn'] as const
export type ExemptionState = (typeof exemptionStates)[number]
