import { readDate } from '../../kernel/date-input.ts'
import { groupDigits, yenText } from '../../kernel/text.ts'
import { act, Amount, Case, Chip, CommandBar, CommandForm, DateField, Decision, Done, ErrorSummary, Facts, KeyValues, Masked, page, type PageRequest, Section, Table, Task, type ViewState, Who } from '../../platform/screen/index.ts'
import { closeCitizenPage, reopenCitizenPage } from '../citizen/commands.ts'
import { humanReadableLines } from '../rules/payment-code.ts'
import { reissueSlip } from '../slip-commands.ts'
import { slipKeyText } from '../slip-number.ts'
import { showSlip, type SlipValue } from '../slip-query.ts'
import { SmallForm, SmallText } from './small-form.tsx'
import { channelWords, momentText, partSuffix, shortDate, stateWords } from './words.ts'

/** One slip with its numbers and what has been paid on it — 納付書. */
export const slipPage = page({
  name: 'collection.slip', path: 'collection/slips/:id', query: showSlip, input: (request) => ({ slipId: request.params['id'] ?? '' }),
  frame: () => ({ title: '納付書', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '再発行する' }] }),
  view: (value, state) => <SlipView slip={value} state={state} />,
  acts: { reissue: act({ command: reissueSlip, input: reissueInput }), close: act({ command: closeCitizenPage, input: closingInput }), reopen: act({ command: reopenCitizenPage, input: closingInput }) },
})

function closingInput({ form }: PageRequest): unknown {
  return { partyId: form.get('partyId') ?? '', reason: form.get('reason') ?? '' }
}

function reissueInput({ form, params, today }: PageRequest): unknown {
  const typed = form.get('usableUntil') ?? ''
  const read = readDate(typed, { today })
  return { slipId: params['id'] ?? '', usableUntil: read.ok ? read.value.date : typed }
}

interface ViewProps { readonly slip: SlipValue; readonly state: ViewState }

function SlipView({ slip, state }: ViewProps) {
  const { payer } = slip
  const isProtected = payer.residentId !== null && state.withheld.has(payer.residentId)
  return (
    <Case isProtected={isProtected}>
      <Who kana={payer.kana ?? ''} name={payer.name} facts={[
        { label: '生年月日', value: isProtected ? <Masked /> : (payer.birth ?? '―') },
        { label: '住所', value: isProtected ? <Masked /> : (payer.address ?? '―') }, { label: '宛名番号', value: payer.number },
      ]} />
      <Task title="納付書" right={<a href={state.request.link(`collection/account/${payer.partyId ?? ''}`)}>この人の台帳</a>} />
      <Facts heading="納付書の内容">
        <ErrorSummary refusals={state.refusals} before="再発行の前に" isFocused={state.refusals.length > 0} />
        <KeyValues facts={[
          { label: '税目', value: slip.levyTitle }, { label: '納付番号', value: slipKeyText(slip.slipKey) }, { label: '確認番号', value: slip.confirmation },
          { label: '合計', value: yenText(slip.amount) }, { label: '使用期限', value: shortDate(slip.usableUntil) },
          { label: '出した時', value: `${momentText(slip.issuedAt)}${slip.reissue > 0 ? `　再発行 ${slip.reissue}回目` : ''}` },
          { label: 'バーコード', value: slip.code ? <span class="mono">{humanReadableLines(slip.code).join('　')}</span> : 'なし（コンビニでは納められません）' },
          ...(slip.elNumber === null ? [] : [{ label: 'eL番号（eL-QR）', value: <span class="mono">{slip.elNumber}</span> }]),
          { label: 'OCR行', value: <span class="mono">{slip.ocr.map((line) => groupDigits(line, 10)).join('　／　')}</span> },
        ]} />
        <Section title="期ごとの内訳"><Table caption="期ごとの内訳" isCaptionHidden density="tight" rows={slip.lines} columns={[
          { key: 'period', head: '年度・期別', isRowHead: true, cell: (line) => `${line.period}${partSuffix(line.kind)}` },
          { key: 'amount', head: 'この納付書の額', align: 'number', cell: (line) => <Amount value={line.amount} /> },
          { key: 'open', head: 'いまの未納', align: 'number', cell: (line) => <Amount value={line.stillOpen} /> },
        ]} /></Section>
        <Section title="この納付書での納付"><Table caption="この納付書での納付" isCaptionHidden density="tight" rows={slip.payments} columns={[
          { key: 'day', head: '納めた日', isRowHead: true, cell: (one) => shortDate(one.paidOn) },
          { key: 'channel', head: '納めた所', cell: (one) => channelWords[one.channel] ?? one.channel },
          { key: 'state', head: '状態', cell: (one) => <Chip kind={one.state === 'confirmed' ? 'ok' : 'plain'}>{stateWords[one.state as keyof typeof stateWords]}</Chip> },
          { key: 'amount', head: '額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
        ]} empty={<p class="none">この納付書では、まだ納められていません。</p>} /></Section>
      </Facts>
      <Decision heading="再発行" isHeadingShown><Reissue slip={slip} state={state} /><CitizenPageState slip={slip} state={state} /></Decision>
    </Case>
  )
}

function Reissue({ slip, state }: ViewProps) {
  const { link } = state.request
  const done = state.carriedOut
  const value = (done?.value ?? {}) as { documentId?: string; slips?: { slipId: string }[] }
  const stored = slip.documentId ? <p><a href={link(`documents/${slip.documentId}`)}>出した納付書を開く（PDF）</a></p> : <p class="sub">この納付書は通知書と一緒に印刷しました。</p>
  if (done?.command === closeCitizenPage.name || done?.command === reopenCitizenPage.name) return <Done title={done.command === closeCitizenPage.name ? '納付の確認ページを閉じました' : '納付の確認ページを開きました'} />
  if (done && value.documentId) return <Done title={`納付書を再発行しました（${momentText(done.at)}）`} links={[{ label: '印刷する（PDF）', href: link(`documents/${value.documentId}`) }, { label: '新しい納付書', href: link(`collection/slips/${value.slips?.[0]?.slipId ?? ''}`) }]} />
  return (
    <>
      {stored}
      <CommandForm action={state.action} act="reissue" idempotencyKey={state.idempotencyKey}>
        <DateField name="usableUntil" label="使用期限" value={state.form.get('usableUntil') ?? '+10'} need="required" hint="この日までの延滞金を入れます" refusals={state.refusals} />
        <CommandBar command="再発行する" note="前の納付書で納めても消し込まれます。番号は新しくなります。" />
      </CommandForm>
    </>
  )
}

/** Whether whoever has this slip can see on the open page what is owed, and the switch for it. */
function CitizenPageState({ slip, state }: ViewProps) {
  const { citizenPage: page, payer } = slip
  const form = { act: page.closedAt === null ? 'close' : 'reopen', state, hidden: { partyId: payer.partyId ?? '' } }
  if (!page.hasBirthDate) return <Section title="住民が開く納付の確認ページ" level={3}><p class="none">生年月日がないため、この宛名では開けません。</p></Section>
  return (
    <Section title="住民が開く納付の確認ページ" level={3} note="納付番号と生年月日で開きます">
      <p>{page.closedAt === null ? <Chip kind="ok">開いています</Chip> : <Chip kind="alert">閉じています</Chip>} <span class="sub">{openedWords(page)}</span></p>
      <SmallForm {...form}>
        <SmallText of={form} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">{page.closedAt === null ? 'ページを閉じる' : 'また開く'}</button>
      </SmallForm>
    </Section>
  )
}

function openedWords(page: SlipValue['citizenPage']): string {
  if (page.closedAt !== null) return `${momentText(page.closedAt)}に${page.closedByName === null ? '、生年月日の誤りが続いたため閉じました' : `${page.closedByName}が閉じました`}${page.reason === null ? '' : `（${page.reason}）`}`
  return page.lastOpenedAt === null ? 'まだ開かれていません' : `${page.opened}回開かれ、最後は${momentText(page.lastOpenedAt)}`
}
