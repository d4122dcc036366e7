import { plainDate } from '../../../kernel/plain-date.ts'
import { Section, Table, type ViewState } from '../../../platform/screen/index.ts'
import { SmallForm, SmallText } from '../../pages/small-form.tsx'
import { momentText, shortDate } from '../../pages/words.ts'
import type { WaitingSettings } from '../queries.ts'
import { daysWords, fieldWords, transportWords, wholeWords } from './words.ts'

/** Settings that wait for a second officer, each with what it changes — 決裁を待つ設定. */
export function WaitingList({ waiting, state }: { waiting: readonly WaitingSettings[]; state: ViewState }) {
  if (waiting.length === 0) return <></>
  return (
    <Section title="決裁を待つ設定" note={`${waiting.length}つ`}>
      {waiting.map((one) => (
        <>
          <Table caption={`${one.title}（${one.isNew ? '新しいチャネル' : '設定の変更'}）　${one.proposedBy} ${momentText(one.proposedAt)}`} density="tight" rows={one.changes} columns={[
            { key: 'field', head: '項目', isRowHead: true, isUnbroken: true, cell: (change) => fieldWords[change.field] ?? change.field },
            { key: 'before', head: 'いま', cell: (change) => (change.field === 'secret' ? '' : toldIn(change.field, change.before)) },
            { key: 'after', head: '決裁すると', cell: (change) => (change.field === 'secret' ? secretWords(one) : toldIn(change.field, change.after)) },
          ]} empty={<p class="none">変わる項目はありません。</p>} />
          <Decision one={one} state={state} />
        </>
      ))}
    </Section>
  )
}

/** A password is never told, only what becomes of it. */
function secretWords(one: WaitingSettings): string {
  return one.isNew ? '入れてあります' : '入れ替える'
}

function Decision({ one, state }: { one: WaitingSettings; state: ViewState }) {
  const form = { act: 'decide', state, hidden: { proposalId: one.proposalId } }
  if (!state.request.actor.permissions.has('collection.approve')) return <p class="sub">ほかの職員が決裁します。</p>
  return (
    <SmallForm {...form}>
      <SmallText of={form} name="reason" label={one.isOwn ? '取り下げる理由' : '認めない理由'} width={12} maxLength={100} />
      {one.isOwn ? <span class="sub"> ほかの職員が決裁します </span> : <> <button class="btn xs primary" type="submit" name="isGranted" value="yes">この設定を使う</button></>} <button class="btn xs" type="submit" name="isGranted" value="no">{one.isOwn ? '取り下げる' : '認めない'}</button>
    </SmallForm>
  )
}

const choices: Readonly<Record<string, Readonly<Record<string, string>>>> = { transport: transportWords, wholeWhen: wholeWords, expectedDays: daysWords }

function toldIn(field: string, value: string | null): string {
  if (value === null) return '―'
  return field.startsWith('active') ? shortDate(plainDate(value)) : (choices[field]?.[value] ?? value)
}
