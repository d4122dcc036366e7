import { yenText } from '../../kernel/text.ts'
import { act, Amount, Case, Checkboxes, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, Masked, Message, page, Radios, Rows, Section, Select, Table, Task, TextField, Who, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { momentText } from '../pages/words.ts'
import { issueTaxCertificate } from './commands.ts'
import { deliveryTitles, identityTitles, requesterKeys, requesterTitles, taxCertificateKindKeys, taxCertificateKinds } from './model.ts'
import { prepareTaxCertificate, type TaxPapers } from './queries.ts'

/** 納税の証明: certificates of payment and of no arrears at the counter or by mail. */
export const taxCertificatePage = page({
  name: 'collection.tax-certificates', path: 'collection/certificates/:id', query: prepareTaxCertificate, input: asked,
  frame: () => ({ title: '納税証明', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '発行する' }] }),
  view: (value, state) => <PapersPage value={value} state={state} />,
  acts: { issue: act({ command: issueTaxCertificate, input: certificateInput }) },
})

const textOf = (text: string | undefined): string | null => (text === undefined || text.trim() === '' ? null : text.trim())
const oneOf = <T extends string>(keys: readonly T[], text: string | undefined): T | undefined => keys.find((key) => key === text)

function choicesOf({ form, query }: PageRequest): readonly string[] | null {
  const chosen = form.all('choices').length > 0 ? form.all('choices') : query.all('choices')
  return form.get('kind') === undefined && chosen.length === 0 ? null : chosen
}

function asked(request: PageRequest): unknown {
  const value = (name: string): string | undefined => request.form.get(name) ?? request.query.get(name)
  const copies = Number(value('copies') ?? '1')
  return {
    partyId: request.params['id'] ?? '', kind: oneOf(taxCertificateKindKeys, value('kind')) ?? 'tax-payment-certificate', choices: choicesOf(request), requester: oneOf(requesterKeys, value('requester.kind')) ?? 'self', exemption: textOf(value('exemption')),
    copies: Number.isInteger(copies) && copies >= 1 && copies <= 10 ? copies : 1,
  }
}

function certificateInput(request: PageRequest): unknown {
  const { form } = request
  const orders = textOf(form.get('postalOrderYen'))
  return {
    kind: form.get('kind') ?? '', partyId: request.params['id'] ?? '', choices: form.get('kind') === 'no-arrears-certificate' ? [] : (choicesOf(request) ?? []), requester: { kind: form.get('requester.kind') ?? 'self', name: form.get('requester.kind') === 'self' ? null : textOf(form.get('requester.name')) },
    identityCheck: form.get('identityCheck') ?? '', purpose: textOf(form.get('purpose')), exemption: textOf(form.get('exemption')), copies: Number(form.get('copies') ?? '1'), delivery: form.get('delivery') ?? 'counter', mailTo: textOf(form.get('mailTo')),
    postalOrderYen: orders === null ? null : Number(orders.normalize('NFKC').replaceAll(',', '')),
  }
}

interface ViewProps { readonly value: TaxPapers; readonly state: ViewState }

function PapersPage({ value, state }: ViewProps) {
  const { payer } = value
  const isProtected = state.withheld.size > 0
  const { link } = state.request
  return (
    <Case decision="middle" isProtected={isProtected}>
      <Who kana={payer.kana ?? ''} name={payer.name} facts={[{ label: '生年月日', value: isProtected ? <Masked /> : (payer.birth ?? '―') }, { label: '住所', value: isProtected ? <Masked /> : (payer.address ?? '―') }, { label: '宛名番号', value: payer.number }]} />
      <Task title="納税証明" right={<a href={link(`collection/account/${payer.partyId ?? ''}`)}>この人の台帳</a>} />
      <Facts heading="請求の内容" isHeadingShown>
        <ErrorSummary refusals={state.refusals} before="出す前に" isFocused={state.refusals.length > 0} />
        <Obstacle value={value} />
        <Standing value={value} state={state} />
        <RequestForm value={value} state={state} />
      </Facts>
      <Decision heading="発行したもの" isHeadingShown>
        <Outcome state={state} />
        <IssuedPapers value={value} state={state} />
        <Section title="税目ごとの証明" level={3}>
          {value.taxTabs.length === 0 ? <p class="none">車の継続検査（車検）用など、税目だけの証明は、その税の画面から出します。</p> : <p>車の継続検査（車検）用など、税目だけの証明は、その税の画面から出します。{value.taxTabs.map((tab) => <> <a href={link(tab.path)}>{tab.title}</a></>)}</p>}
        </Section>
      </Decision>
    </Case>
  )
}

function Obstacle({ value }: { value: TaxPapers }) {
  const obstacle = value.obstacles[value.kind]
  return obstacle ? <Message kind="error" title={obstacle.message}>{obstacle.remedy}</Message> : <></>
}

const choices = (titles: Readonly<Record<string, string>>): readonly { value: string; label: string }[] => Object.entries(titles).map(([value, label]) => ({ value, label }))

function RequestForm({ value, state }: ViewProps) {
  const { form, refusals } = state
  const requester = form.get('requester.kind') ?? 'self'
  const clear = value.obstacles['no-arrears-certificate'] === null
  return (
    <CommandForm action={state.action} act="issue" idempotencyKey={state.idempotencyKey} check="auto">
      <Rows>
        <Radios name="kind" label="証明の種類" shape="list" value={value.kind} refusals={refusals} choices={taxCertificateKindKeys.map((kind) => ({ value: kind, label: kind === 'no-arrears-certificate' ? `${taxCertificateKinds[kind].title}${clear ? '' : '（いまは出せません）'}` : taxCertificateKinds[kind].title }))} />
        <Checkboxes name="choices" label="税目と年度" values={value.rows.filter((row) => row.isChosen).map((row) => row.choice)} refusals={refusals} hint="納税証明書に載せるもの。滞納のない証明書は、すべての税目と年度を見ます。" choices={value.rows.map((row) => ({ value: row.choice, label: `${row.fiscalYearText}　${row.levyTitle}` }))} />
        <TextField name="copies" label="通数" value={form.get('copies') ?? '1'} refusals={refusals} width={4} isNumber isFocused={state.refusals.length === 0} unit={value.fee === null ? '通' : `通　${yenText(value.fee.totalYen)}`} />
        <Radios name="requester.kind" label="請求者" value={requester} refusals={refusals} choices={choices(requesterTitles)} />
        <TextField name="requester.name" label="来た人の名前" need="optional" value={form.get('requester.name')} refusals={refusals} width={24} hint="本人でないとき。公用は機関の名前" />
        <Select name="identityCheck" label="本人確認" value={form.get('identityCheck') ?? 'individual-number-card'} refusals={refusals} choices={choices(identityTitles)} />
        <TextField name="purpose" label="使いみち" need="optional" value={form.get('purpose')} refusals={refusals} width={24} hint="公用のときは必ず入れます" />
        <Select name="exemption" label="手数料" value={form.get('exemption') ?? ''} refusals={refusals} choices={[{ value: '', label: requester === 'official' ? '公用のため、なし' : '免除なし' }, ...value.exemptions.map((one) => ({ value: one.code, label: `免除　${one.title}` }))]} />
        <Radios name="delivery" label="受け取り方" value={form.get('delivery') ?? 'counter'} refusals={refusals} choices={choices(deliveryTitles)} />
        <TextField name="mailTo" label="送り先" need="optional" value={form.get('mailTo')} refusals={refusals} width={24} hint="郵便のとき。空なら宛名の住所" />
        <TextField name="postalOrderYen" label="定額小為替" need="optional" value={form.get('postalOrderYen')} refusals={refusals} width={9} isNumber unit="円" hint="郵便のとき、届いた額" />
      </Rows>
      <CommandBar command={value.fee === null || value.fee.totalYen === 0 ? '証明書を発行する' : `${yenText(value.fee.totalYen)}を受け取り、証明書を発行する`} check="auto" note="押した時の台帳から作ります。1通ずつ、別の番号で出ます。" />
    </CommandForm>
  )
}

/** What was just carried out here. */
function Outcome({ state }: { state: ViewState }) {
  const done = state.carriedOut
  if (done?.command !== issueTaxCertificate.name) return <></>
  const { sheets, feeYen, returnYen } = done.value as { feeYen: number; returnYen: number; sheets: readonly { number: string; documentId: string }[] }
  const fee = feeYen === 0 ? '手数料はいただいていません。' : `${yenText(feeYen)}を出納帳に記しました。`
  return (
    <Done title={`発行しました　${sheets.map((one) => one.number).join('、')}`} links={sheets.map((one) => ({ label: `${one.number} を開いて刷る`, href: state.request.link(`documents/${one.documentId}`) }))}>
      {fee}{returnYen > 0 ? `定額小為替の残り ${yenText(returnYen)}は、紙と一緒に返します。` : ''}できた紙を読み戻して、請求・宛名・紙面が合うことを確かめました。
    </Done>
  )
}

function Standing({ value, state }: ViewProps) {
  const sum = value.rows.reduce((total, row) => total + row.preliminary, 0)
  return (
    <>
      {state.withheld.size > 0 ? <Message kind="protect" title="支援措置の人です">窓口に来た本人の請求だけを、責任者が扱います。同じ世帯の人にも代理人にも出しません。</Message> : null}
      {sum > 0 ? <Message kind="alert" title={`速報だけの納付が ${yenText(sum)}あります`}>確報が届くまで、証明書では未納として扱います。急ぐときは、領収証書を見て収納代行に確かめ、納付のファイルの画面で確定します。</Message> : null}
      <Table caption="税目と年度ごとの状況" density="tight" rows={value.rows} rowState={(row) => (row.overdue > 0 || row.late > 0 || row.fee > 0 ? 'changed' : undefined)} empty={<p class="none">課税されたことがありません。</p>} columns={[
        { key: 'what', head: '年度・税目', isRowHead: true, cell: (row) => `${row.fiscalYearText}　${row.levyTitle}` }, { key: 'charged', head: '納付すべき額', align: 'number', cell: (row) => <Amount value={row.charged} /> }, { key: 'paid', head: '納付済み', align: 'number', cell: (row) => <Amount value={row.paid} /> },
        { key: 'preliminary', head: '速報のみ', align: 'number', cell: (row) => <Amount value={row.preliminary} /> }, { key: 'overdue', head: '過ぎた未納', align: 'number', isStrong: true, cell: (row) => <Amount value={row.overdue} /> },
        { key: 'later', head: '納期未到来', align: 'number', cell: (row) => <Amount value={row.notYetDue} /> }, { key: 'late', head: '延滞金', align: 'number', cell: (row) => <Amount value={row.late} /> },
        ...(value.rows.some((row) => row.fee > 0) ? [{ key: 'fee', head: '督促手数料', align: 'number' as const, cell: (row: TaxPapers['rows'][number]) => <Amount value={row.fee} /> }] : []),
      ]} />
    </>
  )
}

function IssuedPapers({ value, state }: ViewProps) {
  return (
    <Section title="出した証明書" note="刷り直すときは、番号を開きます">
      <Table caption="出した証明書" isCaptionHidden density="tight" rows={value.certificates} empty={<p class="none">まだ出していません。</p>} columns={[
        { key: 'number', head: '番号', isRowHead: true, isUnbroken: true, cell: (one) => <a href={state.request.link(`documents/${one.documentId}`)}>{one.number}</a> }, { key: 'title', head: '種類', cell: (one) => `${one.title}${one.isMailed ? '（郵便）' : ''}` },
        { key: 'at', head: '出した時', isUnbroken: true, cell: (one) => momentText(one.issuedAt) }, { key: 'fee', head: '手数料', align: 'number', cell: (one) => yenText(one.feeYen) }, { key: 'note', head: '使いみち', cell: (one) => one.purpose ?? '' }, { key: 'by', head: '職員', isSource: true, cell: (one) => one.issuedByName },
      ]} />
    </Section>
  )
}
