import { amountText } from '../../kernel/text.ts'
import { act, CommandForm, Done, Empty, ErrorSummary, Head, KeyValues, LinkButton, Message, OneColumn, page, Section, Table, Tabs, type ViewState } from '../../platform/screen/index.ts'
import { csvFile } from '../../platform/spreadsheet/index.ts'
import { endListDefinition } from '../lists/commands.ts'
import type { Definition } from '../lists/definition-store.ts'
import { cancelExtraction, resumeExtraction } from '../lists/extraction-commands.ts'
import { listLists, listRows, showList, type ListItem, type ListLog, type ListRows } from '../lists/views.ts'
import { ExtractionBar, momentText, ProgressChip } from './statistics.tsx'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Esc', does: '戻る' }]

/** My lists, the log of all, and the kept definitions — 作った一覧. */
export const listsPage = page({
  name: 'resident.lists', path: 'resident/lists', query: listLists,
  input: ({ query }) => ({ whose: query.get('whose') === 'all' ? 'all' : 'mine', before: query.get('before') ?? null }),
  frame: () => ({ title: '一覧', keys }),
  view: (value, state) => <ListsView value={value} state={state} />,
  acts: { end: act({ command: endListDefinition, input: ({ form }) => ({ definitionId: form.get('definitionId') ?? '' }) }) },
})

function ListsView({ value, state }: { value: ListLog; state: ViewState }) {
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="一覧" note="住民の一覧を作り、CSVやXLSXで出します" right={<><LinkButton href={link('resident/lists/new')} isPrimary letter="n">一覧を作る</LinkButton> <a href={link('resident/statistics')}>統計</a> <a href={link('resident/aged')}>所在を確かめる高齢者</a></>}>
        <Tabs label="だれの一覧" tabs={[{ label: 'わたしが作った一覧', href: link('resident/lists'), isCurrent: value.whose === 'mine' }, { label: 'すべての記録', href: link('resident/lists?whose=all'), isCurrent: value.whose === 'all' }]} />
      </Head>
      <ErrorSummary refusals={state.refusals} before="終える前に" isFocused />
      {state.carriedOut === null ? null : <Done title={`${state.carriedOut.title}：済みました`} />}
      <Table<ListItem> caption="作った一覧" captionNote="新しい順" isList density="middle" rows={value.items} empty={<Empty title="まだ一覧はありません。" looked={value.whose === 'mine' ? 'あなたが作った一覧を見ました。' : 'この町で作られたすべての一覧を見ました。'} />}
        paging={value.next === null ? undefined : { shown: `${value.items.length}件を表示`, next: link(`resident/lists?whose=${value.whose}&before=${value.next}`) }}
        columns={[
          { key: 'at', head: '作った日時', isUnbroken: true, isRowHead: true, cell: (one) => <a href={link(`resident/lists/of/${one.extractionId}`)}>{momentText(one.openedAt)}</a> },
          { key: 'purpose', head: '使いみち', cell: (one) => <>{one.purpose.text}<span class="sub">　{one.purpose.basis}</span></> }, { key: 'words', head: '条件', cell: (one) => one.words.join('、') },
          { key: 'count', head: '人数', align: 'number', cell: (one) => amountText(one.count) }, { key: 'state', head: '状態', isUnbroken: true, cell: (one) => (one.isExpired ? <span class="mute">期限が過ぎました</span> : <ProgressChip progress={one.progress} />) },
          { key: 'by', head: '作った人', isUnbroken: true, cell: (one) => <>{one.byName}<span class="sub">　{one.section}</span></> },
        ]} />
      <Section title="取っておいた条件" note="係ごとに、名前の順">
        <Table<Definition> caption="取っておいた条件" isCaptionHidden rows={value.definitions} empty={<Empty title="取っておいた条件はありません。" looked="「一覧を作る」の画面で、名前を付けて取っておけます。" />} columns={[
          { key: 'name', head: '名前', isRowHead: true, cell: (one) => <a href={link(`resident/lists/new?definition=${one.definitionId}`)}>{one.name}</a> }, { key: 'section', head: '係', cell: (one) => one.section }, { key: 'by', head: '直した人', cell: (one) => one.byName }, { key: 'at', head: '直した日時', isUnbroken: true, cell: (one) => momentText(one.recordedAt) },
          { key: 'end', head: '終える', isHeadHidden: true, cell: (one) => <CommandForm id={`end-${one.definitionId}`} action={state.action} act="end" idempotencyKey={state.idempotencyKey} hidden={{ definitionId: one.definitionId }}><button class="btn xs" type="submit" aria-label={`「${one.name}」を終える`}>終える</button></CommandForm> },
        ]} />
      </Section>
    </OneColumn>
  )
}

/** One list: how far it is, what it is for, and its files — 一覧一件. */
export const listOfPage = page({
  name: 'resident.list-of', path: 'resident/lists/of/:id', query: showList, input: ({ params }) => ({ extractionId: params['id'] }),
  frame: () => ({ title: '作った一覧', keys }),
  view: (value, state) => <ListOfView value={value} state={state} />,
  acts: {
    cancel: act({ command: cancelExtraction, input: ({ params }) => ({ extractionId: params['id'] }) }),
    resume: act({ command: resumeExtraction, input: ({ params }) => ({ extractionId: params['id'] }) }),
  },
})

function ListOfView({ value, state }: { value: ListItem; state: ViewState }) {
  const { link } = state.request
  const files = link(`files/list/${value.extractionId}/rows`)
  return (
    <OneColumn>
      <Head title="作った一覧" note={`${momentText(value.openedAt)}　${value.byName}`} right={<a href={link('resident/lists')}>一覧の記録</a>} />
      <ErrorSummary refusals={state.refusals} before="続ける前に" isFocused />
      <ExtractionBar progress={value.progress} state={state} />
      {value.isCut ? <Message kind="error" title={`${amountText(value.count)}人で止めました`}>人が多すぎて、1つのファイルにできません。町丁字などで分けて、いくつかの一覧にしてください。</Message> : null}
      {value.isExpired ? <Message kind="info" title="持ち出せる期限が過ぎました">だれが載っていたかは、もう残していません。同じ条件で、もう一度作れます。</Message> : null}
      {value.progress.state === 'done' && !value.isCut && !value.isExpired ? (
        <Section title={`${amountText(value.count)}人`} note={value.expiresAt === null ? undefined : `${momentText(value.expiresAt)}まで出せます。出すたびに、支援措置などをその場で確かめ、止まっている人は除きます`}>
          <p><LinkButton href={`${files}/csv`} isPrimary>CSV</LinkButton> <LinkButton href={`${files}/sjis`}>CSV（Shift_JIS）</LinkButton> <LinkButton href={`${files}/xlsx`}>XLSX</LinkButton> <a href={link(`resident/lists/characters/${value.extractionId}`)}>Shift_JISにない文字を調べる</a></p>
        </Section>
      ) : null}
      <Section title="条件と使いみち">
        <KeyValues facts={[
          { label: '何のため', value: value.purposeTitle }, { label: '使いみち', value: value.purpose.text }, { label: '根拠の法令', value: value.purpose.basis }, { label: '条件', value: <ul>{value.words.map((words) => <li>{words}</li>)}</ul> },
          { label: '項目', value: value.columns.join('、') }, { label: '人数', value: `${amountText(value.count)}人` }, { label: '照合の値', value: <code>{value.digest.slice(0, 16)}</code> },
        ]} />
      </Section>
      {value.progress.state === 'done' && !value.isExpired ? (
        <Section title="まちがえて作ったとき" note="記録は残ります。出せなくしたあとも「続きから読む」で元に戻せます">
          <CommandForm action={state.action} act="cancel" idempotencyKey={state.idempotencyKey}><p><button class="btn" type="submit">この一覧を出せなくする</button></p></CommandForm>
        </Section>
      ) : null}
    </OneColumn>
  )
}

/** Which characters of a list an old encoding has not got — Shift_JISにない文字. */
export const listCharactersPage = page({
  name: 'resident.list-characters', path: 'resident/lists/characters/:id', query: listRows, input: ({ params }) => ({ extractionId: params['id'] }),
  frame: () => ({ title: 'Shift_JISにない文字', keys }),
  view: (value, state) => <CharactersView value={value} state={state} />,
})

function CharactersView({ value, state }: { value: ListRows; state: ViewState }) {
  const { missing } = csvFile([value.head, ...value.rows.map((row) => row.cells)], 'shift_jis')
  return (
    <OneColumn>
      <Head title="Shift_JISにない文字" note={`${amountText(value.rows.length)}人の一覧を調べました`} right={<a href={state.request.link(`resident/lists/of/${state.request.params['id']}`)}>一覧へ戻る</a>} />
      <Table caption="Shift_JISにない文字" captionNote="CSV（Shift_JIS）では「〓」になります。UTF-8とXLSXでは、そのまま出ます" rows={missing} empty={<Empty title="Shift_JISにない文字はありません。" looked="すべての行のすべての欄を見ました。" />} columns={[
        { key: 'character', head: '文字', isRowHead: true, cell: (one) => one.character }, { key: 'code', head: '符号', cell: (one) => [...one.character].map((part) => `U+${(part.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ') },
        { key: 'count', head: '回数', align: 'number', cell: (one) => amountText(one.count) }, { key: 'row', head: 'はじめの行', align: 'number', cell: (one) => amountText(one.firstRow) },
      ]} />
    </OneColumn>
  )
}
