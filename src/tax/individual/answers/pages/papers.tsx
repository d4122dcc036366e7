import type { Instant } from '../../../../kernel/plain-date.ts'
import { yenText } from '../../../../kernel/text.ts'
import { printDate } from '../../../../kernel/wareki.ts'
import { townDay } from '../../../../platform/clock/index.ts'
import {
  act, Case, Checkboxes, Chip, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, Message, page, Radios, Rows, Section, Select, Table, Tabs, Task, TextField, type PageRequest, type ViewState,
} from '../../../../platform/screen/index.ts'
import { PersonBand, yearOfRequest } from '../../pages/person-band.tsx'
import { issueNotice } from '../../notices/notice-commands.ts'
import { askRecheck } from '../../recheck/commands.ts'
import { closeTaxpayerPage, reopenTaxpayerPage } from '../../taxpayer/commands.ts'
import { issueWorksheetAnnex } from '../annex-commands.ts'
import { issueIncomeCertificate } from '../certificate-commands.ts'
import { certificateKinds, certificateKindKeys, identityTitles, itemKeys, itemsOfKind, itemTitles, requesterKeys, requesterTitles, type Item } from '../model.ts'
import { preparePapers, type PapersView } from '../queries.ts'

/** 証明と計算書: certificates at the counter, the worksheet on paper, and the page that the taxpayer opens. */
export const papersPage = page({
  name: 'tax-individual.papers', path: 'tax-individual/papers/:id', query: preparePapers, input: asked,
  frame: () => ({ title: '所得・課税証明', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '発行する' }], effort: { task: 'tax-certificate', label: '人が決まってから', goalSeconds: 25, goalKeys: 12 } }),
  view: (value, state) => <PapersPage value={value} state={state} />,
  acts: {
    issue: act({ command: issueIncomeCertificate, input: certificateInput }),
    annex: act({ command: issueWorksheetAnnex, input: (request) => ({ personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), decisionNo: null }) }),
    notice: act({ command: issueNotice, input: (request) => ({ personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request) }) }),
    close: act({ command: closeTaxpayerPage, input: codeInput }),
    reopen: act({ command: reopenTaxpayerPage, input: codeInput }),
    ask: act({ command: askRecheck, input: (request) => ({ personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), note: request.form.get('note') ?? '' }) }),
  },
})

const textOf = (text: string | undefined): string | null => (text === undefined || text.trim() === '' ? null : text.trim())
const oneOf = <T extends string>(keys: readonly T[], text: string | undefined): T | null => keys.find((key) => key === text) ?? null

function itemsOf({ form, query }: PageRequest): readonly Item[] | null {
  const chosen = form.all('items').length > 0 ? form.all('items') : query.all('items')
  return form.get('kind') === undefined && chosen.length === 0 ? null : itemKeys.filter((item) => chosen.includes(item))
}

function asked(request: PageRequest): unknown {
  const { form, query } = request
  const value = (name: string): string | undefined => form.get(name) ?? query.get(name)
  const copies = Number(value('copies') ?? '1')
  return {
    personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), kind: oneOf(certificateKindKeys, value('kind')), items: itemsOf(request), requester: oneOf(requesterKeys, value('requester.kind')) ?? 'self', exemption: textOf(value('exemption')),
    copies: Number.isInteger(copies) && copies >= 1 && copies <= 10 ? copies : 1,
  }
}

function certificateInput(request: PageRequest): unknown {
  const { form } = request
  return {
    kind: form.get('kind') ?? '', personId: request.params['id'] ?? '', fiscalYear: yearOfRequest(request), items: itemsOf(request) ?? [], requester: { kind: form.get('requester.kind') ?? 'self', name: form.get('requester.kind') === 'self' ? null : textOf(form.get('requester.name')) },
    identityCheck: form.get('identityCheck') ?? '', purpose: textOf(form.get('purpose')), exemption: textOf(form.get('exemption')), copies: Number(form.get('copies') ?? '1'),
  }
}

function codeInput({ form }: PageRequest): unknown {
  return { codeId: form.get('codeId') ?? '', reason: form.get('reason') ?? '' }
}

const dayOf = (at: string): string => printDate(townDay(at as Instant), 'short')

interface ViewProps { readonly value: PapersView; readonly state: ViewState }

function PapersPage({ value, state }: ViewProps) {
  const path = (name: string): string => state.request.link(`tax-individual/${name}/${value.person.personId}?year=${value.fiscalYear}`)
  return (
    <Case decision="middle" isProtected={state.withheld.size > 0}>
      <PersonBand person={value.person} withheld={state.withheld.has(value.person.personId)} facts={[{ label: '年税額', value: value.annualTax === null ? '決定がありません' : yenText(value.annualTax) }]} />
      <Task title={`${value.fiscalYearText}　証明と計算書`} right={<>{value.years.map((year) => (year === value.fiscalYear ? <b>{year}年度</b> : <a href={state.request.link(`tax-individual/papers/${value.person.personId}?year=${year}`)}>{year}年度</a>))}</>}>
        <Tabs label="この人の住民税" tabs={[{ label: '計算書', href: path('person') }, { label: '課税資料', href: path('statements') }, { label: '証明と計算書の紙', href: path('papers'), isCurrent: true }]} />
      </Task>
      <Facts heading="請求の内容" isHeadingShown>
        <ErrorSummary refusals={state.refusals} before="出す前に" isFocused={state.refusals.length > 0} />
        {value.obstacle ? <Message kind="error" title={value.obstacle.message}>{value.obstacle.remedy}</Message> : null}
        <RequestForm value={value} state={state} />
        <IssuedPapers value={value} state={state} />
      </Facts>
      <Decision heading="紙に載るもの" isHeadingShown>
        <Outcome value={value} state={state} />
        <Preview value={value} state={state} />
        <Annex value={value} state={state} />
        <Notice value={value} state={state} />
        <Codes value={value} state={state} />
        <Ask value={value} state={state} />
      </Decision>
    </Case>
  )
}

const choicesOf = (titles: Readonly<Record<string, string>>): readonly { value: string; label: string }[] => Object.entries(titles).map(([value, label]) => ({ value, label }))

function RequestForm({ value, state }: ViewProps) {
  const { form, refusals } = state
  const requester = form.get('requester.kind') ?? 'self'
  return (
    <CommandForm action={state.action} act="issue" idempotencyKey={state.idempotencyKey} check="auto" hidden={{ year: String(value.fiscalYear) }}>
      <Rows>
        <Radios name="kind" label="証明の種類" shape="list" value={value.kind} refusals={refusals} choices={certificateKindKeys.map((kind) => ({ value: kind, label: certificateKinds[kind].title }))} />
        <Checkboxes name="items" label="載せる項目" values={value.items} refusals={refusals} hint="合計所得金額は、いつも載ります。" choices={itemsOfKind(value.kind).map((item) => ({ value: item, label: itemTitles[item] }))} />
        <TextField name="copies" label="通数" value={form.get('copies') ?? '1'} refusals={refusals} width={4} isNumber isFocused={state.refusals.length === 0} unit={value.fee === null ? '通' : `通　${yenText(value.fee.totalYen)}`} />
        <Radios name="requester.kind" label="請求者" value={requester} refusals={refusals} choices={choicesOf(requesterTitles)} />
        <TextField name="requester.name" label="来た人の名前" need="optional" value={form.get('requester.name')} refusals={refusals} width={24} hint="本人でないとき。公用は機関の名前" />
        <Select name="identityCheck" label="本人確認" value={form.get('identityCheck') ?? 'individual-number-card'} refusals={refusals} choices={choicesOf(identityTitles)} />
        <TextField name="purpose" label="使いみち" need="optional" value={form.get('purpose')} refusals={refusals} width={24} hint="公用のときは必ず入れます" />
        <Select name="exemption" label="手数料" value={form.get('exemption') ?? ''} refusals={refusals} choices={[{ value: '', label: requester === 'official' ? '公用のため、なし' : '免除なし' }, ...value.exemptions.map((one) => ({ value: one.code, label: `免除　${one.title}` }))]} />
      </Rows>
      <CommandBar command={value.fee === null || value.fee.totalYen === 0 ? '証明書を発行する' : `${yenText(value.fee.totalYen)}を受け取り、証明書を発行する`} check="auto" note="押した時の決定から作ります。1通ずつ、別の番号で出ます。" />
    </CommandForm>
  )
}

/** What was just carried out here. */
function Outcome({ value, state }: ViewProps) {
  const done = state.carriedOut
  const documents = (id: string): string => state.request.link(`documents/${id}`)
  if (done?.command === issueIncomeCertificate.name) {
    const { sheets, feeYen } = done.value as { feeYen: number; sheets: readonly { number: string; documentId: string }[] }
    return <Done title={`発行しました　${sheets.map((one) => one.number).join('、')}`} links={sheets.map((one) => ({ label: `${one.number} を開いて刷る`, href: documents(one.documentId) }))}>{feeYen === 0 ? '手数料はいただいていません。' : `${yenText(feeYen)}を出納帳に記しました。`}できた紙を読み戻して、請求・人・紙面が合うことを確かめました。</Done>
  }
  if (done?.command === issueWorksheetAnnex.name) {
    const { number, documentId } = done.value as { number: string; documentId: string }
    return <Done title={`計算書を出しました　${number}`} links={[{ label: '開いて刷る', href: documents(documentId) }]} />
  }
  if (done?.command === issueNotice.name) {
    const { noticeNo, documentId } = done.value as { noticeNo: string; documentId: string }
    return <Done title={`納税通知書を出しました　${noticeNo}`} links={[{ label: '開いて刷る', href: documents(documentId) }]} />
  }
  if (done?.command === closeTaxpayerPage.name || done?.command === reopenTaxpayerPage.name) return <Done title={done.command === closeTaxpayerPage.name ? '計算書のページを閉じました' : '計算書のページを開きました'} />
  if (done?.command === askRecheck.name) return <Done title="見直しの一覧に載せました" links={[{ label: '一覧を開く', href: state.request.link('tax-individual/rechecks') }]} />
  return value.annualTax === null ? <></> : <p class="sub">{value.decisionNo === 1 ? '当初の決定' : `${value.decisionNo - 1}回目の更正`}によります。</p>
}

function Preview({ value, state }: ViewProps) {
  if (state.withheld.size > 0) return <Message kind="protect" title="支援措置の人です">窓口に来た本人の請求だけを、責任者が扱います。同じ世帯の人にも代理人にも出しません。</Message>
  return (
    <Table caption={`${certificateKinds[value.kind].title}に載るもの`} density="tight" rows={value.rows} empty="載せるものがありません。" columns={[
      { key: 'label', head: '項目', isRowHead: true, cell: (row) => (row.isHead ? <b>{row.label}</b> : row.label) }, { key: 'value', head: '額・人数', align: 'number', cell: (row) => row.value },
    ]} />
  )
}

function Annex({ value, state }: ViewProps) {
  return (
    <Section title="税額の計算書（別紙）" level={3} note="一行ずつ、計算と条文を載せます">
      {value.annualTax === null ? <p class="none">決定がありません。</p> : <CommandForm id="form-annex" action={state.action} act="annex" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}><p><button class="btn" type="submit">計算書を紙で出す</button></p></CommandForm>}
    </Section>
  )
}

function Notice({ value, state }: ViewProps) {
  if (!state.request.actor.permissions.has('tax-individual.issue')) return <></>
  return (
    <Section title="税額決定・納税通知書" level={3} note="本人が普通徴収か年金で納める税額があるとき">
      {value.annualTax === null ? <p class="none">決定がありません。</p> : <CommandForm id="form-notice" action={state.action} act="notice" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}><p><button class="btn" type="submit">納税通知書を出す</button></p></CommandForm>}
    </Section>
  )
}

function IssuedPapers({ value, state }: ViewProps) {
  const documents = (id: string): string => state.request.link(`documents/${id}`)
  const papers = [
    ...value.certificates.map((one) => ({ number: one.number, title: one.title, year: one.fiscalYear, documentId: one.documentId, at: one.issuedAt, by: one.issuedByName, note: one.purpose ?? '', fee: yenText(one.feeYen) })),
    ...value.annexes.map((one) => ({ number: one.number, title: '計算書', year: one.fiscalYear, documentId: one.documentId, at: one.issuedAt, by: one.issuedByName, note: '', fee: '' })),
  ].toSorted((a, b) => (a.at < b.at ? 1 : -1))
  return (
    <Section title="出した紙" note="刷り直すときは、番号を開きます">
      <Table caption="出した紙" isCaptionHidden density="tight" rows={papers} empty="まだ出していません。" columns={[
        { key: 'number', head: '番号', isRowHead: true, isUnbroken: true, cell: (one) => <a href={documents(one.documentId)}>{one.number}</a> }, { key: 'title', head: '紙', cell: (one) => one.title }, { key: 'year', head: '年度', cell: (one) => `${one.year}年度` },
        { key: 'at', head: '出した日', isUnbroken: true, cell: (one) => dayOf(one.at) }, { key: 'fee', head: '手数料', align: 'number', cell: (one) => one.fee }, { key: 'note', head: '使いみち', cell: (one) => one.note }, { key: 'by', head: '職員', isSource: true, cell: (one) => one.by },
      ]} />
    </Section>
  )
}

function Codes({ value, state }: ViewProps) {
  return (
    <Section title="本人が開く計算書のページ" level={3} note="納税通知書の番号と生年月日で開きます">
      {value.codes.length === 0 ? <p class="none">番号のある通知書は、まだ出していません。</p> : null}
      {value.codes.map((one) => (
        <CommandForm id={`form-code-${one.codeId}`} action={state.action} act={one.closedAt === null ? 'close' : 'reopen'} idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear), codeId: one.codeId }}>
          <p>{one.fiscalYear}年度　{one.decisionNo === 1 ? '当初の通知書' : `更正 第${one.decisionNo - 1}回の通知書`}　{one.closedAt === null ? <Chip kind="ok">開いています</Chip> : <Chip kind="alert">閉じています</Chip>} <span class="sub">{openedWords(one)}</span></p>
          <TextField name="reason" pointer={`/reason/${one.codeId}`} label="理由" need="required" value={state.form.get('codeId') === one.codeId ? state.form.get('reason') : undefined} width="full" maxLength={200} />
          <p><button class="btn" type="submit">{one.closedAt === null ? 'ページを閉じる' : 'また開く'}</button></p>
        </CommandForm>
      ))}
    </Section>
  )
}

function openedWords(one: PapersView['codes'][number]): string {
  if (one.closedAt !== null) return `${dayOf(one.closedAt)}に${one.closedByName === null ? '、生年月日の誤りが続いたため閉じました' : `${one.closedByName}が閉じました`}${one.reason === null ? '' : `（${one.reason}）`}`
  return one.lastOpenedAt === null ? 'まだ開かれていません' : `${one.opened}回開かれ、最後は${dayOf(one.lastOpenedAt)}`
}

function Ask({ value, state }: ViewProps) {
  if (value.annualTax === null) return <></>
  return (
    <Section title="この決定の見直しを頼む" level={3}>
      <CommandForm id="form-ask" action={state.action} act="ask" idempotencyKey={state.idempotencyKey} hidden={{ year: String(value.fiscalYear) }}>
        <TextField name="note" label="問い合わせの内容" need="required" value={state.form.get('note')} refusals={state.refusals} width="full" maxLength={200} />
        <p><button class="btn" type="submit">見直しの一覧に載せる</button></p>
      </CommandForm>
    </Section>
  )
}
