import type { ResidentRecord } from '../record/record.ts'

// What can be begun from the record of a person, as the person stands.

interface Procedure { readonly label: string; readonly keys: string; readonly path: string }

type Subject = Pick<ResidentRecord, 'personId' | 'status' | 'residentType' | 'plannedMoveOutOn'>

/** What is begun every day. */
export function proceduresOf({ personId, status, plannedMoveOutOn }: Subject): readonly Procedure[] {
  const certificate = { label: '証明を出す', keys: 'CE', path: `certificates/issue/${personId}` }
  if (status === 'dead') return [certificate]
  if (status !== 'resident') return [certificate, { label: '転入届（再転入）', keys: 'TN', path: `resident/moving-in?returning=${personId}` }]
  return [
    certificate, { label: '転居届', keys: 'TK', path: `resident/relocation/${personId}` }, { label: '転出届', keys: 'TS', path: `resident/moving-out/${personId}` },
    ...(plannedMoveOutOn === null ? [] : [{ label: '転入通知', keys: 'TU', path: `resident/moving-in-notice/${personId}` }]),
    { label: '世帯の変更', keys: 'SH', path: `resident/household-change/${personId}` }, { label: '出生', keys: 'SS', path: `resident/birth/${personId}` }, { label: '死亡', keys: 'SB', path: `resident/death/${personId}` },
  ]
}

/** Filings to the family register, requests, what the office does by itself, and its letters. */
export function furtherProceduresOf({ personId, status, residentType }: Subject): readonly Procedure[] {
  const notices = { label: '通知書を出す', keys: 'TT', path: `resident/notices/${personId}` }
  if (status === 'moved-out') return [notices]
  if (status === 'removed') return [notices, { label: '職権回復', keys: 'KF', path: `resident/ex-officio-recovery/${personId}` }]
  if (status !== 'resident') return []
  const removal = { label: '職権消除', keys: 'SJ', path: `resident/ex-officio-removal/${personId}` }
  const number = { label: '番号の記載・変更', keys: 'BN', path: `resident/number-change/${personId}` }
  const familyRegister = { label: '戸籍の届出', keys: 'KO', path: `resident/family-register-change/${personId}` }
  return residentType === 'foreign'
    ? [familyRegister, { label: '通称の申出', keys: 'TM', path: `resident/common-name/${personId}` }, { label: '在留の通知', keys: 'ZA', path: `resident/immigration-notice/${personId}` }, { label: '帰化・国籍取得', keys: 'KI', path: `resident/naturalisation/${personId}` }, number, removal, notices]
    : [familyRegister, { label: '旧氏の申出', keys: 'KU', path: `resident/former-surname/${personId}` }, { label: '国籍喪失', keys: 'KS', path: `resident/loss-of-nationality/${personId}` }, number, removal, notices]
}
