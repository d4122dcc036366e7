import { act, CommandForm, Done, Empty, ErrorSummary, Head, OneColumn, page, Rows, Section, Select, Table, TextField, type ViewState } from '../../../platform/screen/index.ts'
import { textOf } from '../../pages/form-values.ts'
import { correctLegacyRows, withdrawCorrection } from '../commands.ts'
import { itemTitles, rowDecisions, titleOfItem } from '../model.ts'
import type { CorrectionLine } from '../queries.ts'
import { showCorrections, type CorrectionsView } from '../views.ts'
import { FileForm, fileOf, keys, momentText, ProfileTabs } from './parts.tsx'

/** What the office has decided about single rows — 直し. */
export const correctionsPage = page({
  name: 'resident.take-over-corrections-page', path: 'resident/take-over/corrections/:id', query: showCorrections, input: ({ params, query }) => ({ profileId: params['id'] ?? '', after: Number(query.get('after') ?? 0) }),
  frame: () => ({ title: '引継ぎの直し', keys }),
  view: (value, state) => <Corrections value={value} state={state} />,
  acts: {
    correct: act({ command: correctLegacyRows, input: ({ params, form }) => ({ profileId: params['id'], corrections: [{ legacyId: textOf(form, 'legacyId') ?? '', item: form.get('item') ?? '', rowDigest: textOf(form, 'rowDigest') ?? '', value: textOf(form, 'value'), reason: textOf(form, 'reason') ?? '' }] }) }),
    load: act({ command: correctLegacyRows, input: ({ params, form }) => ({ profileId: params['id'], corrections: [], fileBase64: fileOf(form, 'file') }) }),
    withdraw: act({ command: withdrawCorrection, input: ({ params, form }) => ({ profileId: params['id'], legacyId: form.get('legacyId') ?? '', item: form.get('item') ?? '', rowDigest: form.get('rowDigest') ?? '' }) }),
  },
})

function Corrections({ value, state }: { value: CorrectionsView; state: ViewState }) {
  const path = state.request.link(`resident/take-over/corrections/${value.profileId}`)
  return (
    <OneColumn>
      <Head title="引継ぎの直し" note={`${value.name}　ファイルは書き換えません。直しは、旧の番号と項目で覚え、次の試行からいつも使います`} />
      <ProfileTabs state={state} profileId={value.profileId} current="corrections" />
      <ErrorSummary refusals={state.refusals} before="記録する前に" isFocused={state.refusals.length > 0} />
      {state.carriedOut ? <Done title={state.carriedOut.title}>次の試行から使います。</Done> : null}
      <Section title="まとめて入れる" note="試行の「指摘のCSV」の、「直した値」と「理由」を埋めたもの">
        <FileForm state={state} act="load"><p><label class="b" for="f-fileBase64">直しの表（CSVかXLSX）</label> <input class="in-t" type="file" id="f-fileBase64" name="file" accept=".csv,.xlsx" /> <button class="btn primary" type="submit">直しを記録する</button></p></FileForm>
      </Section>
      <Section title="一つずつ入れる"><CommandForm id="correct" action={state.action} act="correct" idempotencyKey={state.idempotencyKey}><CorrectionFields state={state} /><p><button class="btn" type="submit">この直しを記録する</button></p></CommandForm></Section>
      <Section title="いまの直し">
        <Table<CorrectionLine> caption="いまの直し" isCaptionHidden isList rows={value.items} empty={<Empty title="直しはまだありません。" />} columns={[
          { key: 'id', head: '旧の番号', isRowHead: true, isUnbroken: true, cell: (one) => one.legacyId }, { key: 'item', head: '項目', isUnbroken: true, cell: (one) => titleOfItem(one.item) }, { key: 'value', head: '直した値', cell: (one) => one.value },
          { key: 'digest', head: '行の印', cell: (one) => one.rowDigest }, { key: 'reason', head: '理由', cell: (one) => one.reason }, { key: 'by', head: '職員', isSource: true, cell: (one) => `${one.byName} ${momentText(one.at)}` },
          { key: 'undo', head: '取り下げ', isHeadHidden: true, cell: (one) => <CommandForm id={`w-${one.legacyId}-${one.item}-${one.rowDigest}`} action={state.action} act="withdraw" idempotencyKey={state.idempotencyKey} hidden={{ legacyId: one.legacyId, item: one.item, rowDigest: one.rowDigest }}><button class="btn xs" type="submit">取り下げる</button></CommandForm> },
        ]} paging={value.items.length === 0 ? undefined : { shown: `${value.after + 1}〜${value.after + value.items.length}件目`, previous: value.after > 0 ? `${path}?after=${Math.max(0, value.after - 50)}` : undefined, next: value.hasMore ? `${path}?after=${value.after + 50}` : undefined }} />
      </Section>
    </OneColumn>
  )
}

/** The fields of one correction. */
export function CorrectionFields({ state: { form, refusals } }: { state: ViewState }) {
  const of = (name: string) => `/corrections/0/${name}`
  return (
    <Rows>
      <TextField name="legacyId" pointer={of('legacyId')} label="旧の番号" need="required" width={12} refusals={refusals} value={form.get('legacyId')} />
      <Select name="item" pointer="/corrections" label="項目" need="required" refusals={refusals} value={form.get('item')} choices={[{ value: '', label: '選んでください' }, ...Object.entries({ ...rowDecisions, ...itemTitles }).map(([value, label]) => ({ value, label }))]} />
      <TextField name="value" pointer={of('value')} label="直した値" width={24} refusals={refusals} value={form.get('value')} hint="旧システムの書き方のまま入れます。空なら、値なしにします。" />
      <TextField name="rowDigest" pointer={of('rowDigest')} label="行の印" need="optional" width={12} refusals={refusals} value={form.get('rowDigest')} hint="同じ番号の行が2つあるとき、どちらの行かを指します。" />
      <TextField name="reason" pointer={of('reason')} label="理由・見たもの" need="required" width={24} refusals={refusals} value={form.get('reason')} />
    </Rows>
  )
}
