import { amountText, yenText } from '../../../kernel/text.ts'
import { Amount, Chip, Table, type ViewState } from '../../../platform/screen/index.ts'
import { FoldForm, isRefused, SmallForm, type SmallFormProps, SmallText } from '../../pages/small-form.tsx'
import { shortDate } from '../../pages/words.ts'
import type { EnforcementCase } from '../queries.ts'
import { causeWords, effectWords, endingWords, eventWords, groundWords, lineWords, propertyWords } from '../words.ts'

// The records of a case, each with what may be done about it.

interface Props { readonly found: EnforcementCase; readonly state: ViewState }

const stateWords = { waiting: '決裁を待つ', approved: '決裁済み', withdrawn: '取り下げた' } as const

/** Claims with the day on which each lapses, and the course of it. */
export function Claims({ found }: Pick<Props, 'found'>) {
  return (
    <>
      <Table caption="未納の期と時効" isCaptionHidden density="tight" rows={found.claims} rowState={(claim) => (claim.isGone && claim.tax > 0 ? 'changed' : undefined)} columns={[
        { key: 'what', head: '税目と期', isRowHead: true, cell: (claim) => claim.what },
        { key: 'due', head: '納期限', isUnbroken: true, cell: (claim) => shortDate(claim.dueOn) },
        { key: 'tax', head: '本税', align: 'number', isStrong: true, cell: (claim) => <><Amount value={claim.tax} />{claim.writtenOff > 0 ? <><br /><span class="sub">不納欠損 {amountText(claim.writtenOff)}</span></> : null}</> },
        { key: 'late', head: '延滞金', align: 'number', cell: (claim) => <Amount value={claim.late} /> },
        ...(found.claims.some((claim) => claim.fee > 0) ? [{ key: 'fee', head: '督促手数料', align: 'number' as const, cell: (claim: EnforcementCase['claims'][number]) => <Amount value={claim.fee} /> }] : []),
        { key: 'demand', head: '督促', isUnbroken: true, cell: (claim) => (claim.demandedOn ? shortDate(claim.demandedOn) : <span class="sub">なし</span>) },
        { key: 'until', head: '徴収できる最後の日', isUnbroken: true, cell: (claim) => (claim.completesOn === null ? <Chip kind="info">{eventWords[claim.heldBy as keyof typeof eventWords]}の間は完成しない</Chip> : <>{shortDate(claim.completesOn)}{claim.isGone ? <> <Chip kind="alert">完成した</Chip></> : null}</>) },
      ]} empty={<p class="none">納期限を過ぎた未納はありません。</p>} />
      {found.claims.length === 0 ? null : (
        <details class="sect"><summary>時効の経過（{found.claims.length}期）</summary>
          {found.claims.map((claim) => (
            <Table caption={claim.what} captionNote={`法定納期限の翌日 ${shortDate(claim.startsOn)} から`} density="tight" rows={claim.steps} columns={[
              { key: 'on', head: '日', isRowHead: true, isUnbroken: true, cell: (step) => (step.until ? `${shortDate(step.on)}〜${shortDate(step.until)}` : shortDate(step.on)) },
              { key: 'kind', head: '出来事', cell: (step) => eventWords[step.kind as keyof typeof eventWords] },
              { key: 'effect', head: '時効への効力', cell: (step) => effectWords[step.effect as keyof typeof effectWords] },
              { key: 'article', head: '根拠', isSource: true, cell: (step) => step.article },
              { key: 'until', head: 'そのあとの最後の日', isUnbroken: true, cell: (step) => (step.completesOn ? shortDate(step.completesOn) : '続いている間は完成しない') },
            ]} empty={<p class="none">時効に関わる出来事はありません。</p>} />
          ))}
        </details>
      )}
    </>
  )
}

function LetterButtons({ recordId, letters, state }: { recordId: string; letters: readonly (readonly [letter: string, words: string])[]; state: ViewState }) {
  return <SmallForm act="letter" state={state} hidden={{ recordId }}>{letters.map(([letter, words]) => <button class="btn xs" type="submit" name="letter" value={letter}>{words}</button>)}</SmallForm>
}

export function Seizures({ found, state }: Props) {
  return (
    <Table caption="差押え" isCaptionHidden density="tight" rows={found.seizures} rowState={(row) => (row.endedOn ? 'quiet' : undefined)} columns={[
      { key: 'no', head: '番号', isRowHead: true, isUnbroken: true, cell: (row) => row.seizureNo },
      { key: 'what', head: '財産', cell: (row) => <>{propertyWords[row.kind as keyof typeof propertyWords]}{row.debtorName ? `　${row.debtorName}` : ''}<br /><span class="sub">{row.items.map((item) => `${item.description}${item.amount === null ? '' : ` ${yenText(item.amount)}`}${item.liftedOn ? `（${shortDate(item.liftedOn)} 解除）` : ''}${item.soldOn ? `（${shortDate(item.soldOn)} 売却）` : ''}`).join('、')}{row.seizable === null ? '' : `　差押可能額 ${yenText(row.seizable)}`}</span></> },
      { key: 'for', head: '差押えに係る期', cell: (row) => row.claims.map((claim) => `${claim.what} ${amountText(claim.tax)}`).join('、') },
      { key: 'on', head: '差押え・送達', isUnbroken: true, cell: (row) => <>{shortDate(row.seizedOn)}<br />{row.servedOn ? shortDate(row.servedOn) : <span class="sub">送達の記録なし</span>}</> },
      { key: 'act', head: '扱い', cell: (row) => (row.endedOn ? <>{shortDate(row.endedOn)} {endingWords[row.ending ?? '']} <LetterButtons recordId={row.seizureId} state={state} letters={row.debtorName ? [['seizure-release', '解除通知書'], ['claim-release-notice', '第三債務者へ']] : [['seizure-release', '解除通知書']]} /></> : <SeizureActs row={row} state={state} />) },
    ]} empty={<p class="none">差押えはありません。</p>} />
  )
}

function SeizureActs({ row, state }: { row: EnforcementCase['seizures'][number]; state: ViewState }) {
  const [served, money, lift] = [{ act: 'served', state, hidden: { seizureId: row.seizureId } }, { act: 'money', state, hidden: { seizureId: row.seizureId, requestId: '' } }, { act: 'lift', state, hidden: { seizureId: row.seizureId } }]
  return (
    <>
      <LetterButtons recordId={row.seizureId} state={state} letters={row.debtorName ? [['seizure-record', '差押調書'], ['claim-seizure-notice', '債権差押通知書']] : [['seizure-record', '差押調書']]} />
      {row.servedOn === null ? <FoldForm title="送達" {...served}><SmallText of={served} name="servedOn" label="送達の日" width={6} placeholder="きょう" /> <button class="btn xs" type="submit">記録する</button></FoldForm> : null}
      <FoldForm title="取立て" {...money}><SmallText of={money} name="amount" label="額" width={7} isNumber /> <SmallText of={money} name="receivedOn" label="日" width={6} placeholder="きょう" /> <button class="btn xs" type="submit">受け入れる</button></FoldForm>
      <FoldForm title="解除" {...lift}>
        {row.items.filter((item) => item.liftedOn === null && item.soldOn === null).map((item) => <label><input type="checkbox" name="lineNo" value={String(item.lineNo)} /> {item.description}</label>)}
        <label>種類 <select class="in-s" name="ending"><option value="lifted">解除</option><option value="satisfied">完納により解除</option><option value="annulled">取消し（不適法）</option></select></label>{' '}
        <SmallText of={lift} name="reason" label="理由" width={9} maxLength={300} /> <button class="btn xs" type="submit">選んだ財産（なければ全部）を解除する</button>
      </FoldForm>
    </>
  )
}

export function Requests({ found, state }: Props) {
  return (
    <Table caption="交付要求・参加差押え" isCaptionHidden density="tight" rows={found.requests} rowState={(row) => (row.endedOn ? 'quiet' : undefined)} columns={[
      { key: 'no', head: '番号', isRowHead: true, isUnbroken: true, cell: (row) => row.requestNo },
      { key: 'what', head: '執行機関・事件', cell: (row) => <>{eventWords[row.kind as keyof typeof eventWords]}　{row.authority}<br /><span class="sub">{row.proceeding}</span></> },
      { key: 'on', head: '要求の日', isUnbroken: true, cell: (row) => shortDate(row.requestedOn) },
      { key: 'act', head: '扱い', cell: (row) => (row.endedOn ? `${shortDate(row.endedOn)} 終わり　${row.reason ?? ''}` : <RequestActs row={row} state={state} />) },
    ]} empty={<p class="none">交付要求はありません。</p>} />
  )
}

function RequestActs({ row, state }: { row: EnforcementCase['requests'][number]; state: ViewState }) {
  const [money, end] = [{ act: 'money', state, hidden: { seizureId: '', requestId: row.requestId } }, { act: 'endRequest', state, hidden: { requestId: row.requestId } }]
  return (
    <>
      <LetterButtons recordId={row.requestId} state={state} letters={[['delivery-request', '交付要求書']]} />
      <FoldForm title="交付を受けた" {...money}><SmallText of={money} name="amount" label="額" width={7} isNumber /> <SmallText of={money} name="receivedOn" label="日" width={6} placeholder="きょう" /> <button class="btn xs" type="submit">受け入れる</button></FoldForm>
      <FoldForm title="終える" {...end}><SmallText of={end} name="endedOn" label="日" width={6} placeholder="きょう" /> <SmallText of={end} name="reason" label="理由" width={9} maxLength={300} /> <button class="btn xs" type="submit">終える</button></FoldForm>
    </>
  )
}

export function Money({ found, state }: Props) {
  const waiting = found.money.filter((row) => row.distributionId === null)
  if (waiting.length === 0) return <></>
  return (
    <Table caption="配当していない金" isCaptionHidden density="tight" rows={waiting} columns={[
      { key: 'from', head: '差押え・交付要求', isRowHead: true, isUnbroken: true, cell: (row) => row.from },
      { key: 'on', head: '受け入れた日', isUnbroken: true, cell: (row) => shortDate(row.receivedOn) },
      { key: 'amount', head: '額', align: 'number', isStrong: true, cell: (row) => <Amount value={row.amount} /> },
      { key: 'act', head: '配当', cell: (row) => <Distribute moneyId={row.moneyId} state={state} /> },
    ]} />
  )
}

function Distribute({ moneyId, state }: { moneyId: string; state: ViewState }) {
  const form = { act: 'distribute', state, hidden: { moneyId } }
  return (
    <SmallForm {...form}>
      <details open={isRefused(form)}><summary>他の債権（3件まで）</summary>{['1', '2', '3'].map((no, index) => <OtherClaim no={no} at={`/others/${index}`} form={form} />)}</details>
      <SmallText of={form} name="sentOn" label="計算書の発送の日" width={6} placeholder="きょう" /> <button class="btn xs" type="submit">配当を起案する</button>
    </SmallForm>
  )
}

const otherKinds = { requested: '交付要求の税', secured: '担保のある債権', costs: '滞納処分費' } as const

function OtherClaim({ no, at, form }: { no: string; at: string; form: SmallFormProps }) {
  const chosen = isRefused(form) ? form.state.form.get(`kind.${no}`) : undefined
  const field = (name: string) => ({ of: form, name: `${name}.${no}`, pointer: `${at}/${name}` })
  return (
    <p>
      <label><span class="vh">種類</span><select class="in-s" name={`kind.${no}`}>{Object.entries(otherKinds).map(([kind, words]) => <option value={kind} selected={kind === chosen}>{words}</option>)}</select></label> <SmallText {...field('creditor')} label="債権者" width={9} maxLength={100} />{' '}
      <SmallText {...field('rankedOn')} label="法定納期限等・登記の日" width={6} /> <SmallText {...field('requestedOn')} label="交付要求の届いた日" width={6} /> <SmallText {...field('principal')} label="元本" width={7} isNumber /> <SmallText {...field('late')} label="利息・延滞" width={6} isNumber />
    </p>
  )
}

export function Distributions({ found, state }: Props) {
  if (found.distributions.length === 0) return <p class="none">配当はありません。</p>
  return (
    <>
      {found.distributions.map((row) => (
        <>
          <Table caption={`配当計算書　${shortDate(row.sentOn)} 発送`} captionNote={`${stateWords[row.state]}　交付は ${shortDate(row.deliverOn)} から`} density="tight" rows={row.lines} columns={[
            { key: 'rank', head: '順', align: 'number', cell: (line) => line.lineNo },
            { key: 'who', head: '債権者・期', isRowHead: true, cell: (line) => line.creditor },
            { key: 'kind', head: '種類', cell: (line) => lineWords[line.kind as keyof typeof lineWords] },
            { key: 'claim', head: '債権の額', align: 'number', cell: (line) => <Amount value={line.claim} /> },
            { key: 'tax', head: '本税・元本へ', align: 'number', cell: (line) => <Amount value={line.tax} /> },
            { key: 'late', head: '延滞金へ', align: 'number', cell: (line) => <Amount value={line.late} /> },
            ...(row.lines.some((line) => line.fee > 0) ? [{ key: 'fee', head: '督促手数料へ', align: 'number' as const, cell: (line: EnforcementCase['distributions'][number]['lines'][number]) => <Amount value={line.fee} /> }] : []),
            { key: 'article', head: '根拠', isSource: true, cell: (line) => <>{line.article ?? ''}{line.handedOn ? ` ${shortDate(line.handedOn)} 交付` : ''}</> },
          ]} totals={[{ kind: 'total', label: '計', span: 4, cells: { tax: amountText(row.lines.reduce((sum, line) => sum + line.tax, 0)), late: amountText(row.lines.reduce((sum, line) => sum + line.late, 0)), ...(row.lines.some((line) => line.fee > 0) ? { fee: amountText(row.lines.reduce((sum, line) => sum + line.fee, 0)) } : {}) } }]} />
          {row.state === 'withdrawn' ? null : <LetterButtons recordId={row.distributionId} state={state} letters={[['distribution-sheet', '配当計算書（謄本）']]} />}
          {row.state === 'approved' ? <Reverse row={row} state={state} /> : null}
        </>
      ))}
    </>
  )
}

function Reverse({ row, state }: { row: EnforcementCase['distributions'][number]; state: ViewState }) {
  const form = { act: 'reverse', state, hidden: { distributionId: row.distributionId } }
  return <FoldForm title="配当を取り消す" {...form}><SmallText of={form} name="reason" label="理由" width={12} maxLength={200} /> <button class="btn xs" type="submit">反対の仕訳で取り消す</button></FoldForm>
}

export function Suspensions({ found, state }: Props) {
  return (
    <Table caption="滞納処分の停止" isCaptionHidden density="tight" rows={found.suspensions} rowState={(row) => (row.endedOn || row.isWithdrawn ? 'quiet' : undefined)} columns={[
      { key: 'on', head: '停止の日', isRowHead: true, isUnbroken: true, cell: (row) => shortDate(row.suspendedOn) },
      { key: 'ground', head: '理由・調べたこと', cell: (row) => <>{groundWords[row.ground as keyof typeof groundWords]}<br /><span class="sub">{row.findings}{row.reviews.map((review) => `　${shortDate(review.reviewedOn)} 見直し：${review.findings}`).join('')}</span></> },
      { key: 'claims', head: '期', cell: (row) => row.claims.join('、') },
      { key: 'act', head: '扱い', cell: (row) => <SuspensionState row={row} state={state} /> },
    ]} empty={<p class="none">停止はありません。</p>} />
  )
}

function SuspensionState({ row, state }: { row: EnforcementCase['suspensions'][number]; state: ViewState }) {
  if (row.isWithdrawn) return <>取り下げた</>
  if (row.endedOn) return <>{shortDate(row.endedOn)} {endingWords[row.ending ?? '']}{row.ending === 'cancelled' ? <LetterButtons recordId={row.suspensionId} state={state} letters={[['suspension-cancelled', '取消通知書']]} /> : null}</>
  if (!row.isApproved) return <>{row.isOwn ? 'ほかの職員が決裁します' : <a href={state.request.link('collection/enforcement')}>一覧で決裁する</a>}</>
  const [review, cancel] = [{ act: 'review', state, hidden: { suspensionId: row.suspensionId } }, { act: 'cancel', state, hidden: { suspensionId: row.suspensionId } }]
  return (
    <>
      見直し {shortDate(row.reviewBy)} まで <LetterButtons recordId={row.suspensionId} state={state} letters={[['suspension-notice', '停止通知書']]} />
      <FoldForm title="見直す" {...review}><SmallText of={review} name="findings" label="調べたこと" width={12} maxLength={800} /> <button class="btn xs" type="submit">見直しを記録する</button></FoldForm>
      <FoldForm title="取り消す" {...cancel}><SmallText of={cancel} name="reason" label="理由" width={12} maxLength={400} /> <button class="btn xs" type="submit">停止を取り消す</button></FoldForm>
    </>
  )
}

export function WriteOffs({ found }: Pick<Props, 'found'>) {
  return (
    <Table caption="不納欠損" isCaptionHidden density="tight" rows={found.writeOffs} columns={[
      { key: 'what', head: '期', isRowHead: true, cell: (row) => row.what },
      { key: 'cause', head: '理由', cell: (row) => <>{causeWords[row.cause as keyof typeof causeWords]}（{shortDate(row.goneOn)}）<br /><span class="sub">{row.ground}</span></> },
      { key: 'sum', head: '額', align: 'number', cell: (row) => <Amount value={row.tax + row.late + row.fee} /> },
      { key: 'state', head: '状態', cell: (row) => stateWords[row.state] },
    ]} empty={<p class="none">不納欠損はありません。</p>} />
  )
}

export function Inquiries({ found, state }: Props) {
  return (
    <Table caption="財産の照会" isCaptionHidden density="tight" rows={found.inquiries} columns={[
      { key: 'no', head: '番号', isRowHead: true, isUnbroken: true, cell: (row) => row.inquiryNo },
      { key: 'to', head: '照会先', cell: (row) => `${propertyWords[row.about as keyof typeof propertyWords]}　${row.addressedTo}` },
      { key: 'on', head: '照会の日', isUnbroken: true, cell: (row) => shortDate(row.inquiredOn) },
      { key: 'answer', head: '回答', cell: (row) => (row.answeredOn ? <>{shortDate(row.answeredOn)}　<Chip kind={row.found ? 'ok' : 'plain'}>{row.found ? 'あり' : 'なし'}</Chip>　{row.findings}</> : <InquiryActs row={row} state={state} />) },
    ]} empty={<p class="none">照会はありません。</p>} />
  )
}

function InquiryActs({ row, state }: { row: EnforcementCase['inquiries'][number]; state: ViewState }) {
  const answer = { act: 'answer', state, hidden: { inquiryId: row.inquiryId } }
  return (
    <>
      <LetterButtons recordId={row.inquiryId} state={state} letters={[['property-inquiry', '照会書']]} />
      <FoldForm title="回答を記録" {...answer}>
        <SmallText of={answer} name="answeredOn" label="日" width={6} placeholder="きょう" /> <label>財産 <select class="in-s" name="found"><option value="yes">あり</option><option value="no" selected={state.form.get('found') === 'no'}>なし</option></select></label> <SmallText of={answer} name="findings" label="内容" width={12} maxLength={800} /> <button class="btn xs" type="submit">記録する</button>
      </FoldForm>
    </>
  )
}

export function Transfers({ found, state }: Props) {
  return (
    <Table caption="徴収の引継ぎ" isCaptionHidden density="tight" rows={found.transfers} columns={[
      { key: 'on', head: '引継ぎの日', isRowHead: true, isUnbroken: true, cell: (row) => shortDate(row.transferredOn) },
      { key: 'body', head: '引き継ぎ先', cell: (row) => row.body },
      { key: 'claims', head: '債権', cell: (row) => row.claims.map((claim) => `${claim.claimNo} ${claim.what} ${amountText(claim.tax + claim.late + claim.fee)}${claim.paid > 0 ? `（徴収 ${amountText(claim.paid)}）` : ''}`).join('、') },
      { key: 'act', head: '扱い', cell: (row) => (row.returnedOn ? `${shortDate(row.returnedOn)} 戻った　${row.reason ?? ''}` : <TransferActs row={row} state={state} />) },
    ]} empty={<p class="none">引継ぎはありません。</p>} />
  )
}

function TransferActs({ row, state }: { row: EnforcementCase['transfers'][number]; state: ViewState }) {
  const form = { act: 'returned', state, hidden: { transferId: row.transferId } }
  return <FoldForm title="戻った" {...form}><SmallText of={form} name="returnedOn" label="日" width={6} placeholder="きょう" /> <SmallText of={form} name="reason" label="理由" width={9} maxLength={300} /> <button class="btn xs" type="submit">記録する</button></FoldForm>
}

export function Entered({ found, state }: Props) {
  return (
    <Table caption="記録した出来事" isCaptionHidden density="tight" rows={found.entered} rowState={(row) => (row.reason === null ? undefined : 'quiet')} columns={[
      { key: 'on', head: '日', isRowHead: true, isUnbroken: true, cell: (row) => (row.until ? `${shortDate(row.on)}〜${shortDate(row.until)}` : shortDate(row.on)) },
      { key: 'kind', head: '出来事', cell: (row) => eventWords[row.kind as keyof typeof eventWords] },
      { key: 'what', head: '期', cell: (row) => row.what },
      { key: 'note', head: '根拠', cell: (row) => row.note },
      { key: 'act', head: '取消し', cell: (row) => (row.reason === null ? <Strike eventId={row.eventId} state={state} /> : `取り消した　${row.reason}`) },
    ]} empty={<p class="none">手で記録した出来事はありません。</p>} />
  )
}

function Strike({ eventId, state }: { eventId: string; state: ViewState }) {
  const form = { act: 'strike', state, hidden: { eventId } }
  return <FoldForm title="取り消す" {...form}><SmallText of={form} name="reason" label="理由" width={9} maxLength={200} /> <button class="btn xs" type="submit">記録を取り消す</button></FoldForm>
}
