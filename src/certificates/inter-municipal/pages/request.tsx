import { yenText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { townTime } from '../../../platform/clock/index.ts'
import { act, Case, Chip, CommandBar, CommandForm, Decision, Done, ErrorSummary, Facts, KeyValues, LinkButton, Message, page, type PageRequest, PrintPreview, Rows, Section, Steps, Task, TextField, type ViewState, Who } from '../../../platform/screen/index.ts'
import { identityTitles, itemTitles } from '../../model.ts'
import { SheetPicture, sheetLabel } from '../../pages/sheet-view.tsx'
import { commandText, momentText } from '../../words.ts'
import { issueInterMunicipal, spoilInterMunicipal } from '../issue.ts'
import { interMunicipalScopes } from '../model.ts'
import { interMunicipalRequest, requestStates, type InterMunicipalRequestView } from '../views.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F5', does: '答えを見る' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '発行する' }]

/** One request: what its home town answered, the paper, and the one press that makes it — 広域交付の請求. */
export const interMunicipalRequestPage = page({
  name: 'certificates.inter-municipal-request-page', path: 'certificates/inter-municipal/:id', query: interMunicipalRequest,
  input: ({ params }) => ({ requestId: params['id'] ?? '' }),
  frame: () => ({ title: '広域交付の請求', keys }),
  view: (value, state) => <RequestView value={value} state={state} />,
  acts: {
    issue: act({ command: issueInterMunicipal, input: ({ params, form }) => ({ requestId: params['id'] ?? '', shown: form.get('shown') ?? '' }) }),
    spoil: act({ command: spoilInterMunicipal, input: ({ form }: PageRequest) => ({ issuanceId: form.get('issuanceId') ?? '', reason: form.get('reason') ?? '' }) }),
  },
})

interface ViewProps { readonly value: InterMunicipalRequestView; readonly state: ViewState }

const sexWords = { male: '男', female: '女', unknown: '（記載なし）' } as const

function RequestView({ value, state }: ViewProps) {
  const { request, shown } = value
  const { asker } = request
  return (
    <Case decision="paper">
      <Who name={asker.name} kind={<Chip kind="info">ほかの市区町村の住民</Chip>} again={printDate(asker.birthOn)} facts={[
        { label: '生年月日・性別', value: printDate(asker.birthOn), note: sexWords[asker.sex] }, { label: '住所地', value: value.homeName }, { label: '本人確認', value: identityTitles[request.identityCheck] }, { label: '請求', value: momentText(value.recordedAt), note: value.recordedByName },
      ]} />
      <Task title="広域交付の請求" right={<a href={state.request.link('certificates/inter-municipal')}>広域交付の一覧</a>}><Steps current={stepOf(value)} steps={[{ label: '請求' }, { label: '住所地の答え' }, { label: '手数料と発行' }]} /></Task>
      <Facts heading="請求の内容" isHeadingShown>
        <ErrorSummary refusals={state.refusals} before="発行する前に" isFocused={state.refusals.length > 0} />
        <Carried state={state} />
        <KeyValues facts={[
          { label: '状態', value: requestStates[value.state] }, { label: '範囲', value: `${interMunicipalScopes[request.scope]}${request.memberNames.length === 0 ? '' : `　${request.memberNames.join('、')}`}` },
          { label: '載せる項目', value: request.items.length === 0 ? '追加の項目なし' : request.items.map((item) => itemTitles[item]).join('、') }, ...(request.purpose === null ? [] : [{ label: '使いみち', value: request.purpose }]),
          { label: '通数', value: `${request.copies}通` }, { label: '答えを使える時刻', value: value.usableUntil === null ? '―' : `${townTime(value.usableUntil)}まで` },
        ]} />
        <Standing value={value} state={state} />
        <Sheets value={value} state={state} />
      </Facts>
      <Decision heading="見本と発行">
        <Paper value={value} />
        {shown === null ? null : (
          <CommandForm action={state.action} act="issue" idempotencyKey={state.idempotencyKey} hidden={{ shown }}>
            <CommandBar command={value.fee === null ? '手数料をいただかず、足りない分を発行する' : commandText(value.fee, request.copies, 'counter')} />
          </CommandForm>
        )}
      </Decision>
    </Case>
  )
}

function stepOf({ state }: InterMunicipalRequestView): number {
  return state === 'issued' || state === 'ready' ? 3 : 2
}

/** What keeps the paper from being made, in the words that may be said. */
function Standing({ value, state }: ViewProps) {
  if (value.state === 'issued') return <></>
  const [first] = value.refusals
  if (first === undefined) return <></>
  const isWaiting = value.state === 'waiting'
  return (
    <>
      <div class="sect"><Message kind={isWaiting ? 'info' : 'error'} title={first.message}>{first.remedy}</Message></div>
      <p class="sect">{isWaiting ? <LinkButton href={state.action} isFocused>答えを見る</LinkButton> : <LinkButton href={state.request.link('certificates/inter-municipal')}>請求し直す</LinkButton>}</p>
    </>
  )
}

function Paper({ value }: Pick<ViewProps, 'value'>) {
  const { sheet, desk } = value
  const settings = <KeyValues facts={[{ label: '手数料', value: <FeeWords value={value} /> }, { label: '支払い', value: '現金' }, { label: '受け取る窓口', value: desk }]} />
  if (sheet === null) return <PrintPreview label="紙はありません" checks={[]} settings={settings} />
  return <PrintPreview label={sheetLabel(sheet)} checks={[{ state: 'ok', text: '住所地の答えと、請求した人・項目が合う' }]} settings={settings}>{sheet.pages.map((_page, index) => <SheetPicture sheet={sheet} index={index} />)}</PrintPreview>
}

function FeeWords({ value: { fee, sheets } }: Pick<ViewProps, 'value'>) {
  if (fee === null) return <>{sheets.length > 0 ? 'いただきました' : '―'}</>
  return <><b>{yenText(fee.totalYen)}</b> <small class="mute">{fee.exemption === null ? '免除なし' : `免除　${fee.exemption.title}`}</small></>
}

function Sheets({ value, state }: ViewProps) {
  const { link } = state.request
  return (
    <>
      {value.sheets.map((sheet) => (
        <Section title={`発行番号　${sheet.number}`} level={3}>
          {sheet.spoiledReason === null ? (
            <>
              <p><LinkButton href={link(`documents/${sheet.documentId}`)}>紙を開いて刷る</LinkButton></p>
              <details><summary>書き損じた</summary>
                <CommandForm id={`form-spoil-${sheet.issuanceId}`} action={state.action} act="spoil" idempotencyKey={state.idempotencyKey} hidden={{ issuanceId: sheet.issuanceId }}>
                  <Rows><TextField name="reason" label="理由" need="required" width={24} value={state.form.get('reason')} refusals={state.refusals} choices={['用紙が詰まった', '印字がかすれた', '請求の内容を聞き違えた']} /></Rows>
                  <p class="sect"><button class="btn" type="submit">この紙を書き損じとして記録する</button></p>
                </CommandForm>
              </details>
            </>
          ) : <p>書き損じ　{sheet.spoiledReason}</p>}
        </Section>
      ))}
    </>
  )
}

function Carried({ state }: { readonly state: ViewState }) {
  if (state.carriedOut?.command === spoilInterMunicipal.name) return <Done title="書き損じとして記録しました">裁断してください。答えを使える時刻までは、手数料をいただかずに刷り直せます。</Done>
  if (state.carriedOut?.command !== issueInterMunicipal.name) return <></>
  const { feeYen, sheets } = state.carriedOut.value as { readonly feeYen: number; readonly sheets: readonly { readonly number: string; readonly documentId: string }[] }
  return (
    <Done title={`発行しました　${sheets.map((sheet) => sheet.number).join('、')}`} links={[...sheets.map((sheet) => ({ label: `${sheet.number} の紙を開いて刷る`, href: state.request.link(`documents/${sheet.documentId}`) })), { label: '次の請求を受ける', href: state.request.link('certificates/inter-municipal') }]}>
      {feeYen === 0 ? '手数料はいただいていません。' : `${yenText(feeYen)}を出納帳に記しました。`}できた紙を読み戻して、住所地の答えと合うことを確かめました。
    </Done>
  )
}
