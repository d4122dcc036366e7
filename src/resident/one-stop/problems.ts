import type { PlainDate } from '../../kernel/plain-date.ts'
import type { PersonOnDate } from '../model.ts'
import type { Candidates } from './matching.ts'
import type { ItemContent } from './messages.ts'
import type { Item } from './model.ts'

/** Something to look at before a form is made of an item — 確かめるところ. */
export interface Problem { readonly code: string; readonly text: string; readonly remedy: string }

interface Looked {
  readonly item: Pick<Item, 'kind' | 'state' | 'dueOn' | 'isProtected'>
  readonly content: ItemContent
  readonly isWithdrawn: boolean
  readonly candidates: readonly Candidates[]
  readonly refs: readonly string[]
  readonly known: ReadonlyMap<string, PersonOnDate>
  readonly hasDraft: boolean
  /** A paper of a town whose keys are not known here. */
  readonly isUnverified: boolean
  readonly today: PlainDate
}

/** Everything about an announced move that somebody has to look at; the form itself decides what is right. */
export function problemsOf(looked: Looked): readonly Problem[] {
  const { item, content, known } = looked
  const leaves = item.kind !== 'moving-in'
  const unmatched = content.type === 'arrival' ? content.refs.length - looked.refs.length : looked.candidates.filter((one) => one.personIds.length === 0).length
  const found: readonly (Problem | false)[] = [
    item.isProtected && { code: 'protected', text: '前の市区町村で、支援措置を受けている人がいます。', remedy: '責任者が扱います。窓口では「担当の者が承ります」と伝えてください。' },
    looked.isWithdrawn && item.state !== 'cancelled' && { code: 'withdrawn', text: 'あとから取り消されています。', remedy: '本人に確かめ、届出を差し戻すか、異動の取消しをしてください。' },
    looked.candidates.some((one) => one.personIds.length > 1) && { code: 'several', text: '氏名・生年月日・性別が同じ人が、町に2人以上います。', remedy: '自動では選びません。本人確認の書類で、どの人かを確かめてください。' },
    leaves && unmatched > 0 && { code: 'unknown', text: `町の記録に見つからない人が${unmatched}人います。`, remedy: '氏名の字と生年月日を、申込みと見比べてください。' },
    !leaves && [...known.values()].some((person) => person.status === 'resident') && { code: 'already-here', text: '同じ人と思われる住民が、もう町にいます。', remedy: '転居か、二重の申込みではないか確かめてください。' },
    !leaves && [...known.values()].some((person) => person.status !== 'resident') && { code: 'returning', text: '以前に町にいた人です。', remedy: '同じ人なら、再転入として前の宛名番号を使います。' },
    leaves && item.kind !== 'moving-in-notice' && [...known.values()].some((person) => person.plannedMoveOutOn !== null && person.status === 'resident') && { code: 'planned', text: '転出届が、もう記録されている人がいます。', remedy: '同じ引越しなら、この受付を断ってください。' },
    looked.isUnverified && { code: 'unverified', text: '二次元コードの署名は確かめていません。', remedy: 'この仕組みにない市区町村の証明書です。紙の記載と公印を見て確かめてください。' },
    looked.hasDraft && { code: 'draft', text: '審査を待つ別の届出がある人がいます。', remedy: '先にその届出を審査するか、取り下げてください。' },
    item.dueOn !== null && item.dueOn < looked.today && { code: 'late', text: '届出の期限が過ぎています。', remedy: '遅れた事情を聞いてください。特例の転入ができないときは、転出証明書を求めます。' },
  ]
  return found.filter((problem) => problem !== false)
}
