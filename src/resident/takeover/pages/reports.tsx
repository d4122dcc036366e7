import { stringify } from 'csv-stringify/sync'
import { amountText } from '../../../kernel/text.ts'
import { Chip, Difference, Empty, Head, KeyValues, Message, OneColumn, page, Section, Table, type ViewState } from '../../../platform/screen/index.ts'
import { findingTitles, rowStateTitles } from '../model.ts'
import type { ComparedKind } from '../queries.ts'
import { compareTrials, exportFindings, showReconciliation, type ComparisonView, type FindingsFile, type ReconciliationView } from '../views.ts'
import { keys, momentText, SaveFile, TrialTabs } from './parts.tsx'

/** A trial beside the one before it — 試行の比較. */
export const comparisonPage = page({
  name: 'resident.trial-comparison-page', path: 'resident/take-over/comparison/:id', query: compareTrials, input: ({ params }) => ({ runId: params['id'] ?? '' }),
  frame: () => ({ title: '試行の比較', keys }),
  view: (value, state) => <Comparison value={value} state={state} />,
})

function Comparison({ value, state }: { value: ComparisonView; state: ViewState }) {
  const sum = (pick: (kind: ComparedKind) => number): string => amountText(value.kinds.reduce((total, kind) => (kind.level === 'error' ? total + pick(kind) : total), 0))
  return (
    <OneColumn>
      <Head title="試行の比較" note={`${value.profileName}　第${value.run.trialNo}回${value.earlier === null ? '' : `と第${value.earlier.trialNo}回`}`} />
      <TrialTabs state={state} run={value.run} current="comparison" />
      {value.earlier === null ? <Empty title="比べる前の試行がありません。" looked="2回目の試行から比べられます。" /> : (
        <>
          {value.since === null ? null : <KeyValues facts={[{ label: '増えた行', value: `${amountText(value.since.added)}行` }, { label: 'なくなった行', value: `${amountText(value.since.gone)}行` }, { label: '読みの変わった行', value: `${amountText(value.since.changed)}行` }]} />}
          <Section title="種類ごと" note="同じ旧の番号・項目・種類を、同じ指摘として数えます">
            <Table<ComparedKind> caption="種類ごとの比較" isCaptionHidden rows={value.kinds} empty={<Empty title="どちらの試行にも、指摘はありません。" />} columns={[
              { key: 'level', head: '重さ', cell: (kind) => (kind.level === 'error' ? <b class="t-error">直す</b> : '知らせ') }, { key: 'kind', head: '種類', isRowHead: true, cell: (kind) => findingTitles[kind.code] ?? kind.code },
              { key: 'before', head: `第${value.earlier.trialNo}回`, align: 'number', cell: (kind) => amountText(kind.before) }, { key: 'now', head: `第${value.run.trialNo}回`, align: 'number', isStrong: true, cell: (kind) => amountText(kind.now) },
              { key: 'move', head: '差', align: 'number', cell: (kind) => <Difference value={kind.now - kind.before} tone="plain" /> }, { key: 'settled', head: '直った', align: 'number', cell: (kind) => amountText(kind.settled) }, { key: 'fresh', head: '新しい', align: 'number', cell: (kind) => (kind.fresh > 0 ? <b class="t-alert">{amountText(kind.fresh)}</b> : '0') },
            ]} totals={[{ kind: 'total', label: '直すところの計', span: 2, cells: { before: sum((kind) => kind.before), now: sum((kind) => kind.now), settled: sum((kind) => kind.settled), fresh: sum((kind) => kind.fresh) } }]} />
          </Section>
        </>
      )}
    </OneColumn>
  )
}

/** Every finding as a file — 指摘のCSV. */
export const findingsPage = page({
  name: 'resident.findings-file', path: 'resident/take-over/findings/:id', query: exportFindings, input: ({ params, query }) => ({ runId: params['id'] ?? '', code: query.get('kind') ?? null }),
  frame: () => ({ title: '指摘のCSV', keys }),
  view: (value, state) => <FindingsFileView value={value} state={state} />,
})

function FindingsFileView({ value, state }: { value: FindingsFile; state: ViewState }) {
  return (
    <OneColumn>
      <Head title="指摘のCSV" note={`第${value.trialNo}回の試行`} />
      <TrialTabs state={state} run={{ runId: value.runId, profileId: value.profileId }} current="findings" />
      <Section title={`${amountText(value.items.length)}件`} note="CSV（UTF-8）">
        <p><SaveFile fileName={value.fileName} content={value.csv}>ファイルを保存する</SaveFile></p>
        <p class="sub">終わりの2列「直した値」「理由」を埋めて、「直し」の画面から入れると、そのまま直しになります。「項目」を「取り込まない」「別の人」「同じ人（宛名番号）」に変えると、その決定になります。書き出したことは、監査の記録に残りました。</p>
      </Section>
    </OneColumn>
  )
}

/** To the person: both sides of the take-over — 照合表. */
export const reconciliationPage = page({
  name: 'resident.reconciliation-page', path: 'resident/take-over/reconciliation/:id', query: showReconciliation, input: ({ params }) => ({ runId: params['id'] ?? '' }),
  frame: () => ({ title: '引継ぎの照合表', keys: [...keys, { key: 'Ctrl+P', does: '照合表を刷る' }] }),
  view: (value, state) => <ReconciliationPaper value={value} state={state} />,
})

function ReconciliationPaper({ value, state }: { value: ReconciliationView; state: ViewState }) {
  const { reconciliation, hidesCount } = value
  const { file, register } = reconciliation
  const count = (number: number): string => (hidesCount ? '（紙の照合表）' : amountText(number))
  const rows = [
    { title: '取り込む人', count: count(file.persons), why: register === null ? 'まだ取り込んでいません' : `取り込みました（住民記録 ${count(register.persons)}人）` },
    ...reconciliation.excluded.map((one) => ({ title: '取り込まないと決めた', count: amountText(one.count), why: one.key })),
    { title: '同じ行が前にある', count: amountText(reconciliation.duplicates), why: 'すべて同じ行の2回目から' }, { title: 'もう記録されている', count: amountText(reconciliation.standing), why: '番号、または氏名・生年月日・性別・住所が同じ人' },
  ]
  return (
    <OneColumn>
      <Head title="引継ぎの照合表" note={`${value.profileName}　第${value.run.trialNo}回の試行`} right={<SaveFile fileName="take-over-reconciliation.csv" content={hidesCount ? '' : reconciliationCsv(value)}>CSVで保存する</SaveFile>} />
      <TrialTabs state={state} run={value.run} current="reconciliation" />
      <Message kind={value.isReconciled ? 'ok' : 'error'} title={value.isReconciled ? '1人まで合っています' : '合わないところがあります'}>{register === null ? 'ファイルの行は、取り込む人と、理由のある取り込まない行に、すべて分かれます。' : 'ファイルの行がすべて分かれ、取り込んだ人の要約値が、両側で同じです。'}</Message>
      <Table caption="ファイルの行の行き先" rows={rows} columns={[{ key: 'title', head: '行き先', isRowHead: true, cell: (row) => row.title }, { key: 'count', head: '行', align: 'number', cell: (row) => row.count }, { key: 'why', head: '理由', cell: (row) => row.why }]} totals={[{ kind: 'total', label: 'ファイルの行', cells: { count: hidesCount ? '（紙の照合表）' : amountText(reconciliation.lines) } }]} />
      {hidesCount ? <p class="sub">決裁する人の画面では、人数と内訳を出しません。伺った人が刷った照合表を見てください。</p> : <BothSides value={value} />}
      <Untaken value={value} />
      <KeyValues facts={[
        { label: '代わりの字を使った人', value: `${amountText(reconciliation.substitutes)}人` }, { label: 'ファイルのSHA-256', value: value.fileDigest }, { label: '要約値（ファイル）', value: hidesCount ? '（紙の照合表）' : file.digest }, { label: '要約値（住民記録）', value: register?.digest ?? 'まだ取り込んでいません' },
        { label: '伺い', value: value.proposed === null ? '' : `${value.proposed.name}　${momentText(value.proposed.at)}` }, { label: '決裁', value: value.approved === null ? '' : `${value.approved.name}　${momentText(value.approved.at)}` }, { label: '取り込んだ時', value: value.postedAt === null ? '' : momentText(value.postedAt) },
      ]} />
    </OneColumn>
  )
}

function BothSides({ value }: { value: ReconciliationView }) {
  const divisions = [...new Set(value.lines.map((line) => line.division))]
  return (
    <>
      {divisions.map((division) => {
        const rows = value.lines.filter((line) => line.division === division)
        const sum = (pick: (line: (typeof rows)[number]) => number): string => amountText(rows.reduce((total, line) => total + pick(line), 0))
        const isTaken = rows.some((line) => line.register !== null)
        return (
          <Table caption={division} density="tight" rows={rows} rowState={(line) => (line.register !== null && line.register !== line.file ? 'changed' : undefined)} columns={[
            { key: 'title', head: division, isRowHead: true, cell: (line) => line.title }, { key: 'file', head: 'ファイル', align: 'number', cell: (line) => amountText(line.file) },
            { key: 'register', head: '住民記録', align: 'number', cell: (line) => (line.register === null ? '—' : amountText(line.register)) }, { key: 'difference', head: '差', align: 'number', cell: (line) => (line.register === null ? '—' : <Difference value={line.register - line.file} tone="plain" />) },
          ]} totals={[{ kind: 'total', label: '計', cells: { file: sum((line) => line.file), register: isTaken ? sum((line) => line.register ?? 0) : '—', difference: isTaken ? sum((line) => (line.register ?? 0) - line.file) : '—' } }]} />
        )
      })}
    </>
  )
}

function Untaken({ value }: { value: ReconciliationView }) {
  return (
    <Section title="取り込まない行" note="1行ずつ、理由があります">
      <Table caption="取り込まない行" isCaptionHidden density="tight" rows={value.untaken} empty={<Empty title="取り込まない行はありません。" />} columns={[
        { key: 'line', head: '行', align: 'number', cell: (row) => row.lineNo }, { key: 'id', head: '旧の番号', isRowHead: true, isUnbroken: true, cell: (row) => row.legacyId }, { key: 'state', head: '行き先', cell: (row) => <Chip>{rowStateTitles[row.state]}</Chip> },
        { key: 'reason', head: '理由', cell: (row) => row.reason ?? (row.state === 'duplicate' ? 'すべて同じ行が前にある' : '同じ人が記録されている') }, { key: 'by', head: '決めた職員', isSource: true, cell: (row) => row.byName },
      ]} />
    </Section>
  )
}

function reconciliationCsv(value: ReconciliationView): string {
  const { reconciliation } = value
  const rows: (string | number)[][] = [
    ['行き先', 'ファイルの行', reconciliation.lines, ''], ['行き先', '取り込む人', reconciliation.file.persons, reconciliation.register?.persons ?? ''], ...reconciliation.excluded.map((one) => ['取り込まないと決めた', one.key, one.count, '']),
    ['行き先', '同じ行が前にある', reconciliation.duplicates, ''], ['行き先', 'もう記録されている', reconciliation.standing, ''], ...value.lines.map((line) => [line.division, line.title, line.file, line.register ?? '']),
    ['要約値', 'SHA-256', reconciliation.file.digest, reconciliation.register?.digest ?? ''], ...value.untaken.map((row) => ['取り込まない行', `${row.lineNo}行目 ${row.legacyId}`, rowStateTitles[row.state], row.reason ?? '']),
  ]
  return stringify([['区分', '名前', 'ファイル', '住民記録'], ...rows], { bom: true, record_delimiter: '\r\n', escape_formulas: true })
}
