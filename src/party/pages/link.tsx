import { act, Case, Chip, CommandForm, Decision, Done, Empty, ErrorSummary, Facts, KeyValues, Masked, Message, page, Table, Task, TextField, type ViewState, Who } from '../../platform/screen/index.ts'
import { cancelLink, linkForm, linkResident, type LinkForm } from '../link.ts'
import { fourItems } from '../rules.ts'

/** A resident beside the persons outside the register who may be the same: evidence line by line, the officer chooses — 名寄せ. */
export const linkPage = page({
  name: 'party.link', path: 'party/link/:id', query: linkForm, input: ({ params }) => ({ residentId: params['id'] ?? '' }),
  frame: () => ({ title: '住登外者との名寄せ', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }] }),
  view: (value, state) => <LinkView value={value} state={state} />,
  acts: {
    link: act({ command: linkResident, input: ({ params, form }) => ({ residentId: params['id'] ?? '', outsiderId: form.get('outsiderId') ?? '' }) }),
    cancel: act({ command: cancelLink, input: ({ form }) => ({ outsiderId: form.get('outsiderId') ?? '', expectedVersion: Number(form.get('expectedVersion') ?? Number.NaN), reason: form.get('reason') ?? '' }) }),
  },
})

function LinkView({ value, state }: { value: LinkForm; state: ViewState }) {
  const isProtected = state.withheld.has(value.residentId)
  const { link } = state.request
  return (
    <Case isProtected={isProtected}>
      <Who name={value.name} facts={[{ label: '生年月日', value: value.birth ?? <Masked /> }, { label: '転入前の住所', value: isProtected ? <Masked /> : value.previousAddress ?? '―' }, { label: '宛名番号', value: value.addresseeNumber }]} />
      <Task title="住登外者との名寄せ" right={<a href={link(`resident/record/${value.residentId}`)}>住民記録</a>} />
      <Facts heading="同じ氏名の住登外者">
        <ErrorSummary refusals={state.refusals} before="名寄せの前に" isFocused />
        {state.carriedOut === null ? null : <Done title={`${state.carriedOut.title}　済みました`} />}
        <Table caption="同じ氏名の住登外者" rows={value.candidates} columns={[
          { key: 'number', head: '宛名番号', isRowHead: true, isUnbroken: true, cell: (one) => <a href={link(`party/${one.partyId}`)}>{one.number}</a> },
          { key: 'name', head: '氏名', cell: (one) => one.name }, { key: 'birth', head: '生年月日', isUnbroken: true, cell: (one) => one.birth ?? '分からない' }, { key: 'address', head: '住所', cell: (one) => one.address ?? <Masked /> },
          { key: 'agree', head: '一致', cell: (one) => <Chip kind={one.mayLink ? 'ok' : 'alert'}>{one.agreeing.map((item) => fourItems[item]).join('・')}</Chip> },
          { key: 'link', head: '名寄せ', isHeadHidden: true, cell: (one) => (one.mayLink ? <CommandForm id={`link-${one.partyId}`} action={state.action} act="link" idempotencyKey={state.idempotencyKey} hidden={{ outsiderId: one.partyId }}><button class="btn xs" type="submit">同じ人として名寄せする</button></CommandForm> : <span class="sub">4つそろうまでできません</span>) },
        ]} empty={<Empty title="同じ氏名の住登外者はいません。" looked="名寄せしていない住登外者の、いまの氏名を見ました。" />} />
        {value.linked.length === 0 ? null : <div class="sect"><KeyValues facts={value.linked.map((one) => ({ label: '名寄せ済み', value: <><a href={link(`party/${one.partyId}`)}>宛名番号 {one.number}</a>　{one.evidence.map((item) => fourItems[item]).join('・')}が一致<Cancel one={one} state={state} /></> }))} /></div>}
      </Facts>
      <Decision heading="名寄せすると" isHeadingShown>
        <Message kind="info" title="番号は二つとも残ります">どちらの宛名番号からも、税や収納の内容にたどれます。課税や納付の記録は、動かしません。</Message>
        {value.candidates.length > 1 ? <Message kind="alert" title={`候補が${value.candidates.length}人います`}>自動では選びません。書類で、どの人かを確かめてください。</Message> : null}
      </Decision>
    </Case>
  )
}

function Cancel({ one, state }: { one: LinkForm['linked'][number]; state: ViewState }) {
  return (
    <CommandForm id={`cancel-${one.partyId}`} action={state.action} act="cancel" idempotencyKey={state.idempotencyKey} expectedVersion={one.version} hidden={{ outsiderId: one.partyId }}>
      <TextField name="reason" label="取り消す理由" width={16} value={state.form.get('reason')} refusals={state.refusals} /><button class="btn xs" type="submit">名寄せを取り消す</button>
    </CommandForm>
  )
}
