import { yenText } from '../../kernel/text.ts'
import {
  act, Case, Checkboxes, Chip, CommandBar, Decision, Done, ErrorSummary, Facts, KeyValues, LinkButton, Masked, MaySay, Message, page, PrintPreview, ProtectChip, Radios, Rows, Section, Select, Steps, Task, TextField, type ViewState, Who,
} from '../../platform/screen/index.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { issue } from '../commands.ts'
import { deliveryKeys, deliveryTitles, documentKinds, foreignItems, identityTitles, itemKinds, itemsOfKind, itemTitles, numberItems, requesterTitles } from '../model.ts'
import { prepare, type Prepared } from '../prepare.ts'
import { comesForAnother, needsPurpose } from '../rules/request.ts'
import { queryOf, shownRequest, typedRequest } from './request-values.ts'
import { SheetPicture, sheetLabel } from './sheet-view.tsx'
import { commandText, shortDate, wholeWords } from '../words.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'F9', does: '大きく見る' }, { key: 'Ctrl+Enter', does: '発行する' }, { key: 'Esc', does: '戻る' }]

/** One request, its paper and its fee — 証明を出す. */
export const issuePage = page({
  name: 'certificates.issue-page', path: 'certificates/issue/:id', query: prepare,
  input: (request) => shownRequest(request),
  frame: (value) => ({ title: '証明を出す', keys, isProtected: value.withheld !== null || value.measure !== null, effort: { task: 'certificate', label: '人が決まってから', goalSeconds: 25, goalKeys: 12 } }),
  view: (value, state) => (value.withheld === null ? <IssueView value={value} state={state} /> : <WithheldView value={value} state={state} />),
  acts: { issue: act({ command: issue, input: ({ form, params }) => ({ ...typedRequest(form, params['id'] ?? ''), shown: form.get('shown') ?? '' }) }) },
})

interface ViewProps { readonly value: Prepared; readonly state: ViewState }

function IssueView({ value, state }: ViewProps) {
  const isIssued = state.carriedOut?.command === issue.name
  return (
    <Case decision="paper" isProtected={value.measure !== null} form={{ action: state.action, act: 'issue', idempotencyKey: state.idempotencyKey, previewId: state.preview?.id, check: 'auto', hidden: { shown: value.shown ?? '' } }}>
      <Subject value={value} />
      <Task title="証明を出す" right={<LastRequest value={value} state={state} />}><Steps current={isIssued ? 3 : 2} steps={[{ label: '人', href: state.request.link(`resident/record/${value.personId}`) }, { label: '内容と確認' }, { label: '手数料と発行' }]} /></Task>
      <RequestFacts value={value} state={state} />
      <Decision heading="見本と発行">
        <Paper value={value} state={state} />
        {isIssued ? <Issued state={state} personId={value.personId} /> : (
          <CommandBar command={commandText(value.fee, value.request.copies, value.request.delivery)} check="auto" preview={{ label: '大きく見る', href: state.request.link(`certificates/preview/${value.personId}?${queryOf(value.request)}`) }} />
        )}
      </Decision>
    </Case>
  )
}

function Subject({ value: { subject, members, measure, withheld, askedAt } }: Pick<ViewProps, 'value'>) {
  const { open } = subject
  const facts = [
    { label: '生年月日・性別', value: open ? open.birth : <Masked />, note: open ? `${open.age}歳　${open.sex}` : undefined },
    { label: '住所', value: open ? open.address : <Masked />, note: open ? `${shortDate(open.since)}から` : undefined },
    { label: '世帯', value: open ? open.relationship : <Masked />, note: open ? `${members.length}人` : undefined },
    { label: '宛名番号', value: subject.addresseeNumber },
  ]
  const isProtected = measure !== null || withheld !== null
  return (
    <Who kana={subject.kana ?? undefined} name={subject.name} again={open?.birth} facts={facts}
      warnings={isProtected ? <><ProtectChip /><Chip>窓口での本人の請求だけ、責任者が扱う</Chip></> : <>{open?.isResident ? <Chip kind="info">住民</Chip> : <Chip>除票</Chip>}<Chip kind="ok">支援措置はありません（{askedAt} に照会）</Chip></>} />
  )
}

function LastRequest({ value, state }: ViewProps) {
  if (value.last === null) return <></>
  const query = queryOf({ kind: value.last.kind, scope: 'household', subjectIds: [], items: value.last.items })
  return <LinkButton size="small" keys="ZE" href={`${state.request.link(`certificates/issue/${value.personId}`)}?${query}`}>前回と同じ項目（{shortDate(value.last.on)}）</LinkButton>
}

function RequestFacts({ value, state }: ViewProps) {
  const refusals = state.refusals.length > 0 ? state.refusals : value.refusals
  const { request } = value
  const { requester } = request
  return (
    <Facts heading="請求の内容">
      <ErrorSummary refusals={refusals} before="発行する前に" isFocused={state.refusals.length > 0} />
      <Section title="何を" level={3}>
        <Radios name="kind" label="証明の種類" shape="list" value={request.kind} refusals={refusals} choices={kindChoices(value)} />
        <WhatRows value={value} state={state} refusals={refusals} />
      </Section>
      <Section title="だれが、何のために" level={3}>
        <Rows>
          <Radios name="requester.kind" label="請求者" value={requester.kind} refusals={refusals} choices={choicesOf(requesterTitles)} />
          {comesForAnother(requester.kind) ? <TextField name="requester.name" label="来た人の名前" need="required" value={state.form.get('requester.name')} refusals={refusals} width={24} hint="代理人・第三者は氏名、公用は機関の名前" /> : null}
          <Select name="identityCheck" label="本人確認" value={request.identityCheck} refusals={refusals} choices={choicesOf(identityTitles)} />
          <TextField name="purpose" label="使いみち" need={needsPurpose(requester.kind, request.kind) ? 'required' : 'optional'} value={state.form.get('purpose')} refusals={refusals} width={24} />
          <Radios name="delivery" label="受け取り方" value={request.delivery} refusals={refusals} choices={deliveryKeys.map((key) => ({ value: key, label: deliveryTitles[key] }))} />
          {request.delivery === 'mail' ? <MailRows value={value} state={state} refusals={refusals} /> : null}
          <Select name="exemption" label="手数料" value={request.exemption ?? ''} refusals={refusals} choices={[{ value: '', label: requester.kind === 'official' ? '公用のため、なし' : '免除なし' }, ...value.exemptions.map((one) => ({ value: one.code, label: `免除　${one.title}` }))]} />
        </Rows>
      </Section>
      {request.items.some((item) => numberItems.has(item)) ? <Message kind="info" title="提出先が要らない番号まで求めることがあります">番号は紙にだけ印字し、見本には出しません。印字したことは、だれが・何のためにとともに記録に残ります。</Message> : null}
    </Facts>
  )
}

function WhatRows({ value, state, refusals }: ViewProps & { refusals: readonly Refusal[] }) {
  const { request, members } = value
  const hasForeign = members.some((member) => member.isForeign)
  const items = itemsOfKind(request.kind).filter((item) => hasForeign || !foreignItems.has(item))
  return (
    <Rows>
      <TextField name="copies" label="通数" value={state.form.get('copies') ?? String(request.copies)} refusals={refusals} width={4} isNumber isFocused unit={value.fee === null ? '通' : `通　${yenText(value.fee.totalYen)}`} />
      <Radios name="scope" label="範囲" value={request.scope} refusals={refusals} choices={[{ value: 'household', label: `${wholeWords[documentKinds[request.kind].basis]}（${members.length}人）` }, { value: 'persons', label: '一部の人' }]} />
      {request.scope === 'persons' ? <Checkboxes name="subjectIds" label="載せる人" need="required" values={request.subjectIds} refusals={refusals} choices={members.map((member) => ({ value: member.personId, label: member.name, note: `${member.relationship}　${member.age}歳` }))} /> : null}
      {itemKinds.has(request.kind) ? <Checkboxes name="basics" label="まとめて選ぶ" values={state.form.all('basics')} choices={[{ value: 'yes', label: '基本4項目（生年月日・性別・住所・方書）' }]} /> : null}
      {items.length === 0 ? null : <Checkboxes name="items" label={itemKinds.has(request.kind) ? '証明する項目' : '載せる項目'} values={request.items} refusals={refusals} hint={itemKinds.has(request.kind) ? '提出先が求めるものだけを選びます。' : '何も言われなければ載せません。'} choices={items.map((item) => ({ value: item, label: itemTitles[item] }))} />}
    </Rows>
  )
}

/** Where a mailed paper goes and what came for it; without a place it goes to the address in the register. */
function MailRows({ value, state, refusals }: ViewProps & { refusals: readonly Refusal[] }) {
  const orders = state.form.get('postalOrderYen')
  return (
    <>
      <TextField name="mailTo" label="送り先" need="optional" value={state.form.get('mailTo')} refusals={refusals} width="full" isFull hint="空なら、住民票の住所へ送ります。番号を載せる代理人の請求は、住民票の住所だけです。" />
      <TextField name="postalOrderYen" label="届いた定額小為替" need={value.fee === null || value.fee.totalYen === 0 ? 'optional' : 'required'} value={orders} refusals={refusals} width={7} isNumber unit="円" />
    </>
  )
}

function kindChoices({ kinds, request }: Prepared): readonly { value: string; label: string; note: string }[] {
  const offered = kinds.some((one) => one.kind === request.kind) ? kinds : [...kinds, { kind: request.kind, feeYen: null }]
  return offered.map(({ kind, feeYen }) => ({ value: kind, label: documentKinds[kind].title, note: feeYen === null ? '' : feeWords(feeYen) }))
}

function feeWords(yen: number): string {
  return yen === 0 ? '手数料なし' : yenText(yen)
}

function choicesOf(titles: Readonly<Record<string, string>>): readonly { value: string; label: string }[] {
  return Object.entries(titles).map(([value, label]) => ({ value, label }))
}

/** What goes back with the paper of the postal orders that came. */
function changeOf({ fee, request }: Prepared): readonly { label: string; value: string }[] {
  const over = fee === null ? 0 : (request.postalOrderYen ?? 0) - fee.totalYen
  return over > 0 ? [{ label: '返す小為替', value: yenText(over) }] : []
}

function Paper({ value }: ViewProps) {
  const { sheet, checks, binding, fee, desk } = value
  const settings = (
    <KeyValues facts={[
      ...(value.request.delivery === 'mail' ? [{ label: '送り先', value: value.request.mailTo ?? '住民票の住所' }, ...changeOf(value)] : []),
      { label: '手数料', value: fee === null ? '―' : <><b>{yenText(fee.totalYen)}</b> <small class="mute">{fee.exemption === null ? '免除なし' : `免除　${fee.exemption.title}`}</small></> },
      { label: '支払い', value: value.request.delivery === 'mail' ? '定額小為替' : '現金' }, { label: '受け取る窓口', value: desk },
    ]} />
  )
  const isStopped = checks.some((check) => check.state === 'error')
  const lines = checks.map((check) => ({ state: check.state, text: check.text, detail: check.state === 'ok' ? undefined : check.detail ?? undefined, right: check.state === 'ok' ? check.detail ?? undefined : undefined }))
  if (sheet === null) return <PrintPreview label="紙はありません" checks={lines} settings={settings} />
  return (
    <PrintPreview label={sheetLabel(sheet)} checks={lines} binding={binding === null ? undefined : { ...binding, agrees: !isStopped }} settings={settings}>
      <SheetPicture sheet={sheet} index={0} />
    </PrintPreview>
  )
}

interface IssuedValue { readonly feeYen: number; readonly sheets: readonly { readonly issuanceId: string; readonly number: string; readonly documentId: string }[] }

function Issued({ state, personId }: { state: ViewState; personId: string }) {
  const issued = state.carriedOut?.value as IssuedValue
  const { link } = state.request
  return (
    <Done title={`発行しました　${issued.sheets.map((sheet) => sheet.number).join('、')}`} links={[
      ...issued.sheets.map((sheet) => ({ label: `${sheet.number} の紙を開いて刷る`, href: link(`documents/${sheet.documentId}`) })),
      ...issued.sheets.map((sheet) => ({ label: `${sheet.number} を書き損じた`, href: link(`certificates/sheet/${sheet.issuanceId}`) })),
      { label: '発行履歴', href: link(`certificates/person/${personId}`) }, { label: '次の人を探す', href: link('resident') },
    ]}>{issued.feeYen === 0 ? '手数料はいただいていません。' : `${yenText(issued.feeYen)}を出納帳に記しました。`}できた紙を読み戻して、請求・人・紙面が合うことを確かめました。</Done>
  )
}

function WithheldView({ value, state }: ViewProps) {
  return (
    <Case isProtected decision="middle">
      <Subject value={value} />
      <Task title="証明を出す" right={<span class="sub">あなたに見えるのは、この画面にあるものだけです</span>} />
      <Facts heading="事実"><MaySay sentence={value.withheld?.sentence ?? ''}>この人が登録されているかどうか、止まっているかどうかも言いません。</MaySay></Facts>
      <Decision heading="証明は出せません">
        <Message kind="protect" icon="lock" title="証明は出せません">この世帯の証明は、責任者だけが扱います。本人が窓口に来ているときは、責任者を呼んでください。</Message>
        <p class="sub sect"><a href={state.request.link('')}>窓口へ戻る</a></p>
      </Decision>
    </Case>
  )
}

/** The paper alone, every page — 大きく見る. */
export const previewPage = page({
  name: 'certificates.preview-page', path: 'certificates/preview/:id', query: prepare,
  input: (request) => shownRequest(request),
  frame: (value) => ({ title: '証明の見本', isProtected: value.withheld !== null || value.measure !== null }),
  view: (value, state) => (value.withheld === null ? <PreviewView value={value} state={state} /> : <WithheldView value={value} state={state} />),
})

function PreviewView({ value, state }: ViewProps) {
  const { sheet } = value
  return (
    <Case decision="paper" isProtected={value.measure !== null}>
      <Subject value={value} />
      <Task title="証明の見本" right={<a href={`${state.request.link(`certificates/issue/${value.personId}`)}?${queryOf(value.request)}`}>発行の画面へ戻る</a>} />
      <Facts heading="見本">{sheet === null ? <p>出せる紙がありません。</p> : sheet.pages.map((_page, index) => <figure class="sheet" aria-label={`${sheetLabel(sheet)}${index + 1}枚目`}><SheetPicture sheet={sheet} index={index} /></figure>)}</Facts>
      <Decision heading="確かめ"><Paper value={{ ...value, sheet: null }} state={state} /></Decision>
    </Case>
  )
}
