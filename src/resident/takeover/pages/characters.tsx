import { stringify } from 'csv-stringify/sync'
import { amountText } from '../../../kernel/text.ts'
import { act, Chip, Done, Empty, ErrorSummary, Head, OneColumn, page, Radios, Rows, Section, Table, TextField, type ViewState } from '../../../platform/screen/index.ts'
import { textOf } from '../../pages/form-values.ts'
import { characterColumns, characterKinds as kinds } from '../character-file.ts'
import { decideExternalCharacter } from '../commands.ts'
import type { CharacterLine } from '../queries.ts'
import { showCharacters, type CharactersView } from '../views.ts'
import { FileForm, fileOf, keys, momentText, ProfileTabs, SaveFile } from './parts.tsx'

/** Characters of the other system and which they are — 外字の表. */
export const charactersPage = page({
  name: 'resident.external-characters-page', path: 'resident/take-over/characters/:id', query: showCharacters, input: ({ params }) => ({ profileId: params['id'] ?? '' }),
  frame: () => ({ title: '外字の表', keys }),
  view: (value, state) => <Characters value={value} state={state} />,
  acts: {
    decide: act({
      command: decideExternalCharacter,
      input: ({ params, form }) => ({ profileId: params['id'], characters: [{ code: (form.get('code') ?? '').trim().toUpperCase(), kind: form.get('kind') ?? '', written: textOf(form, 'written'), mjName: textOf(form, 'mjName')?.trim() ?? null, reason: textOf(form, 'reason') ?? '', pictureBase64: fileOf(form, 'picture') }] }),
    }),
    load: act({ command: decideExternalCharacter, input: ({ params, form }) => ({ profileId: params['id'], fileBase64: fileOf(form, 'table') }) }),
  },
})

function Characters({ value, state }: { value: CharactersView; state: ViewState }) {
  const open = value.characters.filter((one) => one.written === null)
  return (
    <OneColumn>
      <Head title="外字の表" note={`${value.name}　${value.trialNo === null ? 'まだ試していません' : `第${value.trialNo}回の試行まで`}`} right={<SaveFile fileName="external-characters.csv" content={charactersCsv(value.characters)}>表をCSVで保存する</SaveFile>} />
      <ProfileTabs state={state} profileId={value.profileId} current="characters" />
      <ErrorSummary refusals={state.refusals} before="決める前に" isFocused={state.refusals.length > 0} />
      {state.carriedOut ? <Done title="外字を決めました">次の試行から、この字で読みます。</Done> : null}
      <Section title="どの字か決まっていない外字" note={open.length === 0 ? undefined : `${open.length}字。決まるまで、この字のある人は取り込めません`}><CharacterTable rows={open} empty="決まっていない外字はありません。" /></Section>
      <Section title="一字ずつ決める"><DecideForm value={value} state={state} first={open[0]?.code} /></Section>
      <Section title="まとめて決める" note="上で保存したCSVの「決め方」「文字」「MJ文字図形名」「理由」を埋めて、ここへ入れます">
        <FileForm state={state} act="load"><p><label class="b" for="table">外字の表（CSVかXLSX）</label> <input class="in-t" type="file" id="table" name="table" accept=".csv,.xlsx" /> <button class="btn" type="submit">表のとおりに決める</button></p></FileForm>
      </Section>
      <Section title="決めた外字"><CharacterTable rows={value.characters.filter((one) => one.written !== null)} empty="まだ1字も決めていません。" /></Section>
    </OneColumn>
  )
}

function DecideForm({ value, state, first }: { value: CharactersView; state: ViewState; first: string | undefined }) {
  const { form, refusals } = state
  return (
    <FileForm state={state} act="decide">
      <Rows>
        <TextField name="code" pointer="/characters/0/code" label="外字の番号" need="required" width={9} refusals={refusals} value={form.get('code') ?? first ?? ''} choices={value.characters.map((one) => one.code)} />
        <Radios name="kind" pointer="/characters/0/kind" label="決め方" need="required" refusals={refusals} value={form.get('kind') ?? ''} choices={Object.entries(kinds).map(([kind, label]) => ({ value: kind, label }))} />
        <TextField name="written" pointer="/characters/0/written" label="文字" width={6} refusals={refusals} value={form.get('written')} hint="異体字の選択子は、文字に続けて入れます。代わりの字は、形が違うことが照合表に残ります。" />
        <TextField name="mjName" pointer="/characters/0/mjName" label="MJ文字図形名" need="optional" width={9} refusals={refusals} value={form.get('mjName')} />
        <TextField name="reason" pointer="/characters/0/reason" label="理由・見たもの" need="required" width={24} refusals={refusals} value={form.get('reason')} />
      </Rows>
      <p><label class="b" for="picture">証拠の画像</label> <input class="in-t" type="file" id="picture" name="picture" accept="image/png,image/jpeg" /> <span class="sub">任意</span> <button class="btn primary" type="submit" data-command="yes" accesskey="z">この外字を決める <kbd>Ctrl+Enter</kbd></button></p>
    </FileForm>
  )
}

function CharacterTable({ rows, empty }: { rows: readonly CharacterLine[]; empty: string }) {
  return (
    <Table<CharacterLine> caption="外字" isCaptionHidden rows={rows} empty={<Empty title={empty} />} columns={[
      { key: 'code', head: '番号', isRowHead: true, isUnbroken: true, cell: (one) => one.code }, { key: 'written', head: '文字', isStrong: true, cell: (one) => (one.written === null ? <Chip kind="alert">未定</Chip> : <span class="big">{one.written}</span>) },
      { key: 'kind', head: '決め方', cell: (one) => (one.kind === 'substitute' ? <Chip kind="alert">代わりの字</Chip> : kinds[one.kind ?? 'undecided']) }, { key: 'mj', head: 'MJ', isUnbroken: true, cell: (one) => one.mjName },
      { key: 'count', head: '出た数', align: 'number', cell: (one) => amountText(one.occurrences) }, { key: 'rows', head: '旧の番号の例', cell: (one) => one.legacyIds.slice(0, 5).join('、') },
      { key: 'reason', head: '理由', cell: (one) => <>{one.reason}{one.hasPicture ? <span class="sub">（画像あり）</span> : null}</> }, { key: 'by', head: '職員', isSource: true, cell: (one) => (one.byName === null ? '' : `${one.byName} ${one.at === null ? '' : momentText(one.at)}`) },
    ]} />
  )
}

function charactersCsv(rows: readonly CharacterLine[]): string {
  const lines = rows.map((one) => [one.code, one.occurrences, one.legacyIds.join(' '), one.kind === null ? '' : kinds[one.kind], one.written ?? '', one.mjName ?? '', one.reason ?? ''])
  return stringify([[...characterColumns], ...lines], { bom: true, record_delimiter: '\r\n', escape_formulas: true })
}
