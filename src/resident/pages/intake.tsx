import { act, Chip, Done, Empty, ErrorSummary, Head, OneColumn, page, Section, Table, type ViewState } from '../../platform/screen/index.ts'
import { importRegisterFile, showIntake, type IntakeOverview } from '../intake/commands.ts'

/** Taking a CSV file into the register — CSVの取込み. */
export const intakePage = page({
  name: 'resident.intake-of', path: 'resident/intake', query: showIntake, input: () => ({ runId: null }),
  frame: () => ({ title: '住民記録のCSV' }),
  view: (value, state) => <IntakeView value={value} state={state} />,
  acts: { take: act({ command: importRegisterFile, input: ({ form }) => { const file = form.file('file'); return { fileBase64: file === undefined ? '' : Buffer.from(file.bytes).toString('base64') } } }) },
})

function IntakeView({ value, state }: { value: IntakeOverview; state: ViewState }) {
  const loaded = state.carriedOut?.value as { lines?: number; persons?: number; unchanged?: number } | undefined
  return (
    <OneColumn>
      <Head title="住民記録のCSV" note="全部を確かめてから、全部を取り込みます。1か所でも直すところがあれば、1行も入りません" />
      <ErrorSummary refusals={state.refusals} before="取り込む前に" isFocused />
      {loaded ? <Done title={`取り込みました　${loaded.persons}人（変わらない人 ${loaded.unchanged}人）`}>{loaded.lines}行を読みました。</Done> : null}
      <Section title="取り込む">
        <form method="post" action={state.action} enctype="multipart/form-data">
          <input type="hidden" name="_act" value="take" /><input type="hidden" name="_key" value={state.idempotencyKey} />
          <p><label class="b" for="f-fileBase64">CSVファイル（UTF-8）</label> <input class="in-t" type="file" id="f-fileBase64" name="file" accept=".csv,text/csv" /> <button class="btn primary" type="submit">確かめて取り込む</button></p>
        </form>
        <p class="sub">列の名前と値の決まりは、説明書「住民記録のCSV」にあります。同じファイルを2回取り込んでも、何も変わりません。旧システムの形のままのファイルは、<a href={state.request.link('resident/take-over')}>旧システムからの引継ぎ</a>で試してから取り込みます。</p>
      </Section>
      {value.rejections.length > 0 ? (
        <Section title="直すところ" note="いちばん新しい、取り込まなかったファイル">
          <Table caption="直すところ" isCaptionHidden rows={value.rejections} columns={[
            { key: 'line', head: '行', align: 'number', cell: (row) => row.line }, { key: 'field', head: '列', isRowHead: true, cell: (row) => row.field || '行全体' },
            { key: 'message', head: 'どうしてか', cell: (row) => row.message }, { key: 'remedy', head: 'どうするか', cell: (row) => row.remedy },
          ]} />
        </Section>
      ) : null}
      <Section title="これまでのファイル">
        <Table caption="これまでのファイル" isCaptionHidden rows={value.runs} columns={[
          { key: 'at', head: '取り込んだ時刻', isRowHead: true, isUnbroken: true, cell: (run) => run.finishedAt.slice(0, 16).replace('T', ' ') },
          { key: 'state', head: '結果', cell: (run) => <Chip kind={run.state === 'loaded' ? 'ok' : 'error'}>{run.state === 'loaded' ? '取り込んだ' : '取り込まなかった'}</Chip> },
          { key: 'lines', head: '行', align: 'number', cell: (run) => run.lines }, { key: 'persons', head: '人', align: 'number', cell: (run) => run.persons }, { key: 'rejected', head: '直すところ', align: 'number', cell: (run) => run.rejected },
        ]} empty={<Empty title="まだ取り込んだファイルはありません。" />} />
      </Section>
    </OneColumn>
  )
}
