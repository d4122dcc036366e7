import { plainDate, type Instant } from '../../../../kernel/plain-date.ts'
import { amountText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import { act, Case, Chip, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, KeyValues, Masked, page, ProtectChip, Radios, Section, Table, Task, TextField, Who, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { forwardReturnRow, linkReturnRow, reopenReturnRow, setAsideReturnRow } from '../return-commands.ts'
import { reasonTitles, showReturnRow, type Candidate, type RowView } from '../return-queries.ts'

/** 一件の個人特定: what is written beside those who may be meant, and what is decided. */
export const returnRowPage = page({
  name: 'tax-individual.return-row', path: 'tax-individual/returns/row/:id', query: showReturnRow, input: (request) => ({ rowId: request.params['id'] ?? '' }),
  frame: () => ({ title: '個人特定', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '人に結ぶ' }] }),
  view: (value, state) => <RowCase value={value} state={state} />,
  acts: {
    link: act({ command: linkReturnRow, input: (request) => ({ ...rowId(request), personId: chosenOf(request), addresseeNumber: chosenOf(request) === null ? (request.form.get('addresseeNumber') ?? '').normalize('NFKC').replace(/\D/g, '') || null : null, reason: request.form.get('reason')?.trim() || null }) }),
    forward: act({ command: forwardReturnRow, input: (request) => ({ ...rowId(request), municipality: request.form.get('municipality') ?? '', reason: request.form.get('forwardReason') ?? '' }) }),
    aside: act({ command: setAsideReturnRow, input: (request) => ({ ...rowId(request), reason: request.form.get('asideReason') ?? '' }) }),
    reopen: act({ command: reopenReturnRow, input: (request) => ({ ...rowId(request), reason: request.form.get('reopenReason') ?? '' }) }),
  },
})

function rowId({ params }: PageRequest): { rowId: string } {
  return { rowId: params['id'] ?? '' }
}

/** Who was ticked beside the row; null where a number was typed instead. */
function chosenOf({ form }: PageRequest): string | null {
  const chosen = form.get('personId') ?? ''
  return chosen === '' || chosen === 'number' ? null : chosen
}

function dateText(text: string | null, isWithheld = false) {
  if (isWithheld) return <Masked words="表示しません" />
  return text === null ? '―' : printDate(plainDate(text))
}

function RowCase({ value, state }: { value: RowView; state: ViewState }) {
  const { row } = value
  const isWithheld = row.candidateIds.some((id) => state.withheld.has(id))
  return (
    <Case decision="middle" isProtected={isWithheld}>
      <Who subject="thing" kana={row.kana ?? ''} name={row.name} facts={[
        { label: '資料', value: row.title }, { label: '支払者', value: row.payer ?? '―' }, { label: '資料番号', value: row.reportNumber }, { label: '額', value: `${amountText(row.amount)}円` },
      ]} warnings={isWithheld ? <ProtectChip /> : undefined} />
      <Task title={`${value.fiscalYearText}　個人特定`} right={<a href={state.request.link(`tax-individual/returns/open?year=${value.fiscalYear}`)}>作業一覧へ</a>} />
      <Facts heading="書かれていることと、合うかもしれない人">
        <Section title="資料に書かれていること" note={row.state === 'waiting' ? reasonTitles[row.why] : undefined}>
          <KeyValues facts={[
            { label: '生年月日', value: dateText(row.birthOn, isWithheld) }, { label: '住所', value: isWithheld ? <Masked words="表示しません" /> : (row.address ?? '―') },
            { label: '宛名番号', value: row.addresseeNumber ?? '―' }, { label: '受給者番号', value: row.recipientNumber ?? '―' },
          ]} />
        </Section>
        <Section title="合うかもしれない人" note="印は、資料と一致したところ">
          <CandidateTable value={value} state={state} />
        </Section>
      </Facts>
      <Decision heading={row.state === 'waiting' || row.state === 'aside' ? 'だれの資料か' : '決めたこと'} isHeadingShown>
        {state.carriedOut ? <Done title={`${state.carriedOut.title.replace(/す$/, 'しました').replace(/く$/, 'きました').replace(/ぶ$/, 'びました').replace(/る$/, 'りました')}`} links={[{ label: '次の一件へ', href: state.request.link(`tax-individual/returns/open?year=${value.fiscalYear}`) }]} /> : null}
        <ErrorSummary refusals={state.refusals} before="決める前に" isFocused={state.refusals.length > 0} />
        <Decided value={value} />
        {row.state === 'waiting' || row.state === 'aside' ? <LinkForm value={value} state={state} /> : null}
        {row.state === 'waiting' ? <OtherWays state={state} /> : null}
        {row.state === 'aside' || row.state === 'forwarded' || row.state === 'linked' ? <ReopenForm state={state} /> : null}
      </Decision>
    </Case>
  )
}

function CandidateTable({ value, state }: { value: RowView; state: ViewState }) {
  const mark = (is: boolean) => (is ? <Chip kind="ok">一致</Chip> : null)
  const masked = (one: Candidate) => state.withheld.has(one.personId)
  return (
    <Table caption="合うかもしれない人" isCaptionHidden rows={value.candidates} rowState={(one) => (one.personId === state.form.get('personId') ? 'selected' : undefined)} columns={[
      { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <>{one.kana ?? ''}<br /><a href={state.request.link(`resident/record/${one.personId}`)}>{one.name}</a> {mark(one.sameName)}</> },
      { key: 'birth', head: '生年月日', cell: (one) => (masked(one) ? <Masked words="表示しません" /> : <>{dateText(one.birthOn)}<br />{mark(one.sameBirthday)}</>) },
      { key: 'address', head: '住所', cell: (one) => (masked(one) ? <Masked words="表示しません" /> : <>{one.address ?? ''}<br />{mark(one.sameAddress)}</>) },
      { key: 'resident', head: '1月1日', cell: (one) => (one.wasResident ? '住民' : <Chip kind="alert">住民でない</Chip>) },
      { key: 'number', head: '宛名番号', isSource: true, cell: (one) => one.number },
    ]} empty={<p class="none">氏名や生年月日の近い人はいません。回送するか、支払者に確かめてください。</p>} />
  )
}

const stateWords = { linked: '人に結びました', waiting: '', aside: '外に置いています', forwarded: '回送します', replaced: '訂正で置きかわりました', cancelled: '取り消されました' } as const

function Decided({ value: { row } }: { value: RowView }) {
  if (row.state === 'waiting') return <></>
  const by = row.decidedByName === null ? reasonTitles[row.why] : `${row.decidedByName}（${printDate(townDay(row.decidedAt as Instant), 'short')}）`
  return <KeyValues facts={[{ label: 'いま', value: `${stateWords[row.state]}${row.forwardedTo ? `　${row.forwardedTo}` : ''}` }, { label: '決めた人', value: by }, { label: '理由', value: row.reason ?? '―' }]} />
}

function LinkForm({ value, state }: { value: RowView; state: ViewState }) {
  const alike = value.candidates.filter((one) => one.sameName && one.sameBirthday)
  // Only where nobody else comes into question is the tick there already.
  const chosen = state.form.get('personId') ?? (alike.length === 1 ? alike[0]!.personId : '')
  return (
    <CommandForm action={state.action} act="link" idempotencyKey={state.idempotencyKey}>
      <Section title="人に結ぶ">
        <Radios name="personId" label="人" value={chosen} choices={[...value.candidates.map((one) => ({ value: one.personId, label: `${one.name}　${one.number}` })), { value: 'number', label: 'ほかの人' }]} refusals={state.refusals} />
        <TextField name="addresseeNumber" label="ほかの人" value={state.form.get('addresseeNumber')} need="optional" isNumber width={9} refusals={state.refusals} hint="検索（F2）で見つけた人の宛名番号" />
        <TextField name="reason" label="理由" value={state.form.get('reason')} need="optional" width="full" maxLength={200} refusals={state.refusals} hint="1月1日に住民でない人に結ぶときは、必ず書きます" />
      </Section>
      <CommandBar command="この人に結ぶ" note="結ぶと、その人の課税資料になります。" />
    </CommandForm>
  )
}

function OtherWays({ state }: { state: ViewState }) {
  const { form } = state
  return (
    <>
      <Section title="回送する" note="1月1日に、ほかの市区町村に住んでいた">
        <CommandForm id="form-forward" action={state.action} act="forward" idempotencyKey={state.idempotencyKey}>
          <TextField name="municipality" label="回送先" value={form.get('municipality')} need="required" width={16} maxLength={60} refusals={state.refusals} />
          <TextField name="forwardReason" label="理由" value={form.get('forwardReason')} need="required" width="full" maxLength={200} />
          <p><button class="btn" type="submit">回送の一覧に入れる</button></p>
        </CommandForm>
      </Section>
      <Section title="外に置く" note="どこの人か分からない">
        <CommandForm id="form-aside" action={state.action} act="aside" idempotencyKey={state.idempotencyKey}>
          <TextField name="asideReason" label="理由" value={form.get('asideReason')} need="required" width="full" maxLength={200} hint="当初賦課は、この資料を待ちません" />
          <p><button class="btn" type="submit">外に置く</button></p>
        </CommandForm>
      </Section>
    </>
  )
}

function ReopenForm({ state }: { state: ViewState }) {
  return (
    <Section title="やり直す">
      <CommandForm id="form-reopen" action={state.action} act="reopen" idempotencyKey={state.idempotencyKey}>
        <TextField name="reopenReason" label="理由" value={state.form.get('reopenReason')} need="required" width="full" maxLength={200} />
        <p><button class="btn" type="submit">決めたことを取り下げる</button></p>
      </CommandForm>
    </Section>
  )
}
