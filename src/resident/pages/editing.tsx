import { act, Chip, CommandForm, Empty, Head, OneColumn, page, Table, type ViewState } from '../../platform/screen/index.ts'
import { listEditing, stopEditing, type EditingList } from '../editing/editing.ts'

/** Records that somebody has open for an entry — 編集中の記録. */
export const editingPage = page({
  name: 'resident.editing', path: 'resident/editing', query: listEditing,
  input: () => ({}),
  frame: () => ({ title: '編集中の記録' }),
  view: (value, state) => <EditingView value={value} state={state} />,
  acts: { stop: act({ command: stopEditing, input: (request) => ({ personId: request.form.get('personId') ?? '' }) }) },
})

function EditingView({ value, state }: { value: EditingList; state: ViewState }) {
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="編集中の記録" note={`${value.items.length}件　ほかの職員が編集している人の記録は、見ることはできますが、保存はできません`} />
      <Table<EditingList['items'][number]> caption="編集中の記録" isCaptionHidden isList density="middle" rows={value.items}
        columns={[
          { key: 'name', head: '氏名', isRowHead: true, cell: (line) => <a href={link(`resident/record/${line.personId}`)}>{line.name}</a> },
          { key: 'number', head: '宛名番号', isUnbroken: true, cell: (line) => line.addresseeNumber },
          { key: 'holder', head: '編集している職員', isUnbroken: true, cell: (line) => <>{line.holderName}{line.isOwn ? <span class="sub">（あなた）</span> : null}</> },
          { key: 'since', head: 'いつから', isUnbroken: true, cell: (line) => line.since },
          { key: 'until', head: 'いつまで', isUnbroken: true, cell: (line) => line.until },
          { key: 'stop', head: '', cell: (line) => (line.isOwn ? <Stop personId={line.personId} state={state} /> : <Chip>{line.holderName}さん</Chip>) },
        ]}
        empty={<Empty title="編集中の記録はありません。" looked="この町のすべての記録を見ました。" />} />
    </OneColumn>
  )
}

function Stop({ personId, state }: { personId: string; state: ViewState }) {
  return <CommandForm id={`stop-${personId}`} action={state.action} act="stop" idempotencyKey={state.idempotencyKey}><input type="hidden" name="personId" value={personId} /><button class="btn xs" type="submit">編集をやめる</button></CommandForm>
}
