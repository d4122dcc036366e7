import { amountText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { readDate } from '../../../kernel/date-input.ts'
import { readYenText } from '../../../platform/command/schema.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import {
  act, Amount, CommandBar, CommandForm, DateField, Done, Empty, ErrorSummary, Head, page, Rows, Section, Select, Split, Table, TextField, Tick, type PageRequest, type ViewState,
} from '../../../platform/screen/index.ts'
import { StateChip } from '../../packages/pages/state-chip.tsx'
import type { PackageSummary } from '../../packages/queries.ts'
import { FoldForm, SmallForm, SmallText } from '../../pages/small-form.tsx'
import { doneText, shortDate } from '../../pages/words.ts'
import { issuePublicNotice, returnDemand, serveDemand, withdrawDemand } from '../demand-commands.ts'
import { listLetters, type LettersView } from '../letter-queries.ts'
import { demandPackage, reminderPackage } from '../letter-run.ts'
import { letterTitles } from '../model.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }]

function dayOf({ form, today }: PageRequest, name: string): string | null {
  const typed = form.get(name) ?? ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today })
  return read.ok ? read.value.date : typed
}

function orderOf(request: PageRequest): unknown {
  const { form } = request
  return {
    issuedOn: dayOf(request, 'issuedOn'), usableUntil: dayOf(request, 'usableUntil'), dueFrom: dayOf(request, 'dueFrom'), dueUntil: dayOf(request, 'dueUntil'), least: readYenText(form.get('least')) ?? 0, tone: form.get('tone') ?? 'plain',
  }
}

/** Demands by package, what came back, what was posted in public — 督促. */
export const demandsPage = page({
  name: 'collection.demands', path: 'collection/letters/demand', query: listLetters, input: () => ({ kind: 'demand' }),
  frame: () => ({ title: '督促', keys: [...keys, { key: 'Ctrl+Enter', does: '集め始める' }] }),
  view: (value, state) => <LettersList value={value} state={state} />,
  acts: {
    open: act({ command: doorsOf(demandPackage).open, input: orderOf, after: ({ runId }) => `collection/runs/demand-package/${runId}` }),
    returned: act({ command: returnDemand, input: (request) => ({ letterNo: request.form.get('letterNo') ?? '', returnedOn: dayOf(request, 'returnedOn') ?? request.today }) }),
    serve: act({ command: serveDemand, input: (request) => ({ letterNo: request.form.get('letterNo') ?? '', servedOn: dayOf(request, 'servedOn') ?? request.today }) }),
    publish: act({ command: issuePublicNotice, input: ({ form }) => ({ letterNos: form.all('post') }) }),
    withdraw: act({ command: withdrawDemand, input: ({ form }) => ({ letterNo: form.get('letterNo') ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

/** Reminders by package — 催告. */
export const remindersPage = page({
  name: 'collection.reminders', path: 'collection/letters/reminder', query: listLetters, input: () => ({ kind: 'reminder' }),
  frame: () => ({ title: '催告', keys: [...keys, { key: 'Ctrl+Enter', does: '集め始める' }] }),
  view: (value, state) => <LettersList value={value} state={state} />,
  acts: { open: act({ command: doorsOf(reminderPackage).open, input: orderOf, after: ({ runId }) => `collection/runs/reminder-package/${runId}` }) },
})

interface ListProps { readonly value: LettersView; readonly state: ViewState }

function LettersList({ value, state }: ListProps) {
  const { link, actor } = state.request
  const title = letterTitles[value.kind]
  const done = state.carriedOut?.value as { documentId?: string } | undefined
  return (
    <>
      <Head title={`${title}の一括印刷`} note={value.kind === 'demand' ? '納付と速報を確かめ、納められていない期だけを督促します' : '督促のあとも納められていない人へ、全税目を一通で知らせます'} right={<><a href={link(`collection/letters/${value.kind === 'demand' ? 'reminder' : 'demand'}`)}>{value.kind === 'demand' ? '催告書' : '督促状'}</a>　<a href={link('collection/arrears')}>滞納の仕事</a></>} />
      <Split sideLabel="新しく刷る" side={actor.permissions.has('collection.issue') ? <LetterForm value={value} state={state} /> : <p class="sub">刷り始めるには、「納付書を出す」の役割が要ります。</p>}>
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} links={done?.documentId ? [{ label: '印刷する（PDF）', href: link(`documents/${done.documentId}`) }] : []} /> : null}
        <Table<PackageSummary> caption="一括印刷" captionNote="新しい順、20件まで" isList rows={value.items} empty={<Empty title="まだ刷っていません。" looked="右の欄で、書面の日付を入れて始めます。" />} columns={[
          { key: 'day', head: '書面の日付', isRowHead: true, isUnbroken: true, cell: (one) => <a href={link(`collection/letter-package/${one.runId}`)}>{printDate(plainDate(one.issuedOn), 'short')}</a> },
          { key: 'state', head: '状態', isUnbroken: true, cell: (one) => <StateChip one={one} /> },
          { key: 'pieces', head: '封筒', align: 'number', cell: (one) => amountText(one.ready) }, { key: 'aside', head: '抜いた', align: 'number', cell: (one) => amountText(one.aside) },
          { key: 'parts', head: 'ファイル', align: 'number', cell: (one) => amountText(one.parts) }, { key: 'amount', head: '未納の額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
        ]} />
        {value.kind === 'demand' ? <Returned value={value} state={state} /> : null}
      </Split>
    </>
  )
}

function LetterForm({ value, state }: ListProps) {
  const { form, refusals } = state
  return (
    <CommandForm action={state.action} act="open" idempotencyKey={state.idempotencyKey}>
      <h2>新しく刷る</h2>
      <ErrorSummary refusals={refusals} before="始める前に" isFocused={refusals.length > 0} />
      <Rows>
        <DateField name="issuedOn" label="書面の日付" value={form.get('issuedOn') ?? ''} hint="きょうなら空のまま。郵便に出す日です" refusals={refusals} />
        <DateField name="usableUntil" label="納付書を使える日" value={form.get('usableUntil') ?? ''} hint="空のままなら、差押えを待つ日数だけ後の日" refusals={refusals} />
        <DateField name="dueFrom" label="納期限がこの日から" value={form.get('dueFrom') ?? ''} refusals={refusals} />
        <DateField name="dueUntil" label="納期限がこの日まで" value={form.get('dueUntil') ?? ''} hint="空のままなら、書面の日付の前の日" refusals={refusals} />
        {value.kind === 'reminder' ? <TextField name="least" label="未納がこの額から" value={form.get('least')} need="optional" isNumber width={9} unit="円" refusals={refusals} /> : null}
        {value.kind === 'reminder' ? <Select name="tone" label="文面の調子" value={form.get('tone') ?? 'plain'} refusals={refusals} choices={[{ value: 'soft', label: 'やわらかい' }, { value: 'plain', label: 'ふつう' }, { value: 'strong', label: '強い（滞納処分を予告）' }]} /> : null}
      </Rows>
      <CommandBar command="集め始める" note="決裁までは、何も刷りません。支援措置と返戻の人は、いつも別に置きます。" />
    </CommandForm>
  )
}

/** Demands that came back: to be handed over, or posted in public. */
function Returned({ value, state }: ListProps) {
  const { link, actor } = state.request
  const [returned, serve, withdraw] = [{ act: 'returned', state }, { act: 'serve', state }, { act: 'withdraw', state }]
  return (
    <>
      <Section title="返戻と公示送達" note={`送達を待つもの ${amountText(value.returned.length)}通`}>
        <SmallForm {...returned}>
          <SmallText of={returned} name="letterNo" label="発付番号" width={9} isNumber maxLength={8} /> <SmallText of={returned} name="returnedOn" label="戻った日" width={9} placeholder="きょう" /> <button class="btn xs" type="submit">返戻を記録する</button>
        </SmallForm>
        <SmallForm id="post" act="publish" state={state}>
          <Table caption="返戻" isCaptionHidden density="tight" rows={value.returned} columns={[
            { key: 'post', head: '公示', cell: (row) => <Tick name="post" value={row.letterNo} label={`${row.letterNo} を公示する`} /> },
            { key: 'no', head: '発付番号', isRowHead: true, isUnbroken: true, cell: (row) => row.letterNo }, { key: 'who', head: '氏名', cell: (row) => <a href={link(`collection/debtor/${row.partyId}`)}>{row.name}</a> },
            { key: 'issued', head: '督促の日', isUnbroken: true, cell: (row) => shortDate(row.issuedOn) }, { key: 'back', head: '戻った日', isUnbroken: true, cell: (row) => shortDate(row.returnedOn) }, { key: 'count', head: '期', align: 'number', cell: (row) => row.demands },
          ]} empty={<p class="none">送達を待つ返戻はありません。</p>} />
          {value.returned.length > 0 && actor.permissions.has('collection.approve') ? <p><button class="btn" type="submit">選んだものを公示送達する</button></p> : null}
        </SmallForm>
        <FoldForm title="手渡した" {...serve}><SmallText of={serve} name="letterNo" label="発付番号" width={9} isNumber maxLength={8} /> <SmallText of={serve} name="servedOn" label="手渡した日" width={9} placeholder="きょう" /> <button class="btn xs" type="submit">手渡したと記録する</button></FoldForm>
        {actor.permissions.has('collection.approve') ? <FoldForm title="誤った督促を取り消す" {...withdraw}><SmallText of={withdraw} name="letterNo" label="発付番号" width={9} isNumber maxLength={8} /> <SmallText of={withdraw} name="reason" label="理由" width={12} maxLength={100} /> <button class="btn xs" type="submit">督促を取り消し、通知を刷る</button></FoldForm> : null}
      </Section>
      <Section title="公示送達">
        <Table caption="公示送達" isCaptionHidden density="tight" rows={value.notices} columns={[
          { key: 'no', head: '番号', isRowHead: true, cell: (row) => <a href={link(`documents/${row.documentId}`)}>公示第{row.noticeNo}号</a> }, { key: 'posted', head: '掲示の日', cell: (row) => shortDate(row.postedOn) },
          { key: 'effective', head: '効力の日', cell: (row) => shortDate(row.effectiveOn) }, { key: 'letters', head: '書類', align: 'number', cell: (row) => row.letters },
        ]} empty={<p class="none">公示送達はまだありません。</p>} />
      </Section>
    </>
  )
}
