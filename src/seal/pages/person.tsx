import {
  act, Actions, Box, Case, Chip, Columns, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, KeyValues, Message, page, Radios, Rows, Section, Select, Table, Task, TextField, type PageRequest, type ViewState,
} from '../../platform/screen/index.ts'
import { cancellationTitles, counterReasons, notifiedReasons, replacementTitles, suspensionTitles, wayTitles, type CancellationReason } from '../model.ts'
import { showSeal, type PersonSeal, type RowView } from '../queries.ts'
import { approveRestoration, proposeRestoration, withdrawRestoration } from '../restoration-commands.ts'
import { cancelSeal, confirmMatch, issueNotice, liftSuspension, openReview, replaceCard, suspendRegistration } from '../standing-commands.ts'
import { endWard, recordWard } from '../ward-commands.ts'
import { choicesOf, dateOf, dayWords, ImprintPicture, momentWords, Neighbours, paths, PersonBand, rowWords, StateChip, textOf, versionOf } from './parts.tsx'

const registrationOf = ({ form }: PageRequest) => ({ registrationId: form.get('registrationId') ?? '', expectedVersion: versionOf(form) })
const withNote = (request: PageRequest) => ({ ...registrationOf(request), note: textOf(request.form, 'note') })

/** 印鑑登録の記録: who, what is registered with its imprint and history, and what can be done with it. */
export const personPage = page({
  name: 'seal.person', path: 'seal/person/:id', query: showSeal,
  input: (request) => ({ personId: request.params['id'] ?? '', asOf: dateOf(request.query, 'asOf', request) }),
  frame: () => ({ title: '印鑑登録の記録', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }] }),
  view: (value, state) => <PersonView value={value} state={state} />,
  acts: {
    suspend: act({ command: suspendRegistration, input: (request) => ({ ...withNote(request), reason: request.form.get('reason') ?? '' }) }),
    lift: act({ command: liftSuspension, input: withNote }),
    replace: act({ command: replaceCard, input: (request) => ({ ...registrationOf(request), reason: request.form.get('reason') ?? '' }) }),
    review: act({ command: openReview, input: withNote }),
    match: act({ command: confirmMatch, input: (request) => ({ ...withNote(request), isMatching: matchesOf(request.form.get('isMatching')) }) }),
    cancel: act({ command: cancelSeal, input: (request) => ({ ...withNote(request), reason: request.form.get('reason') ?? '' }) }),
    notice: act({ command: issueNotice, input: ({ form }) => ({ registrationId: form.get('registrationId') ?? '' }) }),
    propose: act({ command: proposeRestoration, input: (request) => ({ ...registrationOf(request), reason: request.form.get('note') ?? '' }) }),
    approve: act({ command: approveRestoration, input: ({ form }) => ({ registrationId: form.get('registrationId') ?? '' }) }),
    withdraw: act({ command: withdrawRestoration, input: ({ form }) => ({ registrationId: form.get('registrationId') ?? '' }) }),
    ward: act({ command: recordWard, input: (request) => ({ personId: request.params['id'] ?? '', beganOn: dateOf(request.form, 'beganOn', request) ?? '', notifiedOn: dateOf(request.form, 'notifiedOn', request) ?? '', agentName: textOf(request.form, 'agentName') }) }),
    endWard: act({ command: endWard, input: (request) => ({ personId: request.params['id'] ?? '', endedOn: dateOf(request.form, 'endedOn', request) ?? '' }) }),
  },
})

function matchesOf(choice: string | undefined): boolean | string {
  return choice === 'yes' || choice === 'no' ? choice === 'yes' : ''
}

interface ViewProps { readonly value: PersonSeal; readonly state: ViewState }

function PersonView({ value, state }: ViewProps) {
  const { shown } = value
  return (
    <Case decision="wide" isProtected={state.withheld.has(value.head.personId)}>
      <PersonBand head={value.head} state={state} warnings={<>{shown ? <StateChip state={shown.state} /> : <Chip>登録なし</Chip>}{value.ward ? <Chip kind="alert">成年被後見人</Chip> : null}{value.hasDraft ? <Chip kind="alert">審査中の届出あり</Chip> : null}</>} />
      <Task title="印鑑登録" right={<AsOf state={state} />} />
      <Facts heading="登録の内容" asOf={value.asOf === null ? undefined : dayWords(value.asOf)}>
        <ErrorSummary refusals={state.refusals} before="手続きの前に" isFocused />
        {value.hasOtherNames ? <Message kind="alert" title="氏名・旧氏・通称が、登録のときと違います">印影が今の氏名を表しているかを決めるまで、証明書は出ません。</Message> : null}
        {shown ? <RegistrationFacts value={value} shown={shown} /> : <Empty title={value.asOf === null ? 'この人の印鑑登録はありません。' : 'この日に登録はありません。'} />}
        <History value={value} />
      </Facts>
      <Decision heading="手続き" isHeadingShown>
        {state.carriedOut ? <DoneView state={state} /> : null}
        {value.asOf === null ? <Acts value={value} state={state} /> : <p>過ぎた日の姿です。手続きは、今日の姿から始めます。</p>}
      </Decision>
    </Case>
  )
}

function AsOf({ state }: { state: ViewState }) {
  return (
    <form method="get" action={state.action} autocomplete="off">
      <label for="as-of">いつの姿</label> <input class="in-t w6" id="as-of" name="asOf" value={state.request.query.get('asOf') ?? ''} /> <button class="btn xs" type="submit">見る</button>
    </form>
  )
}

function DoneView({ state }: { state: ViewState }) {
  const { title, value } = state.carriedOut!
  const issued = value as { documentId?: string; cardNumber?: string }
  const links = issued.documentId ? [{ label: '紙を開いて刷る', href: state.request.link(`documents/${issued.documentId}`) }] : []
  return <Done title={`済みました　${title}`} links={links}>{issued.cardNumber ? `新しい登録証の番号は ${issued.cardNumber} です。前の登録証は使えません。` : '前の記録は履歴に残っています。'}</Done>
}

function RegistrationFacts({ value, shown }: { value: PersonSeal; shown: RowView }) {
  return (
    <>
      <Columns shape="three">
        <div><Box title="登録印" right={<StateChip state={shown.state} />}><ImprintPicture picture={value.picture} label="登録印" /><p class="sub">印影の文字「{shown.shownText}」</p></Box></div>
        {shown.state === 'cancelled' ? <div><Box title="抹消"><p>{dayWords(shown.validFrom)}　{cancellationTitles[shown.reason as CancellationReason]}</p><p class="sub">{value.keptUntil ? `${dayWords(value.keptUntil)}まで保存します。証明書は出せません。` : ''}</p></Box></div> : <Neighbours neighbours={value.neighbours} />}
      </Columns>
      <Section title="原票" level={3}><KeyValues facts={[
        { label: '登録番号', value: shown.registrationNumber }, { label: '登録証の番号', value: shown.cardNumber }, { label: '登録の日', value: dayWords(shown.registeredOn) },
        { label: '登録の方法', value: `${wayTitles[shown.way]}${shown.agentName ? `（代理人 ${shown.agentName}）` : ''}` },
        ...(shown.katakanaName ? [{ label: 'カタカナ表記', value: shown.katakanaName }] : []),
        ...(shown.alikePercent === null ? [] : [{ label: '世帯の登録印との似かた', value: `${shown.alikePercent}％${shown.distinctReason ? `　見分けた理由「${shown.distinctReason}」` : ''}` }]),
      ]} /></Section>
    </>
  )
}

function History({ value }: { value: PersonSeal }) {
  return (
    <>
      <Section title="履歴" note="書き直した行も残ります">
        <Table caption="履歴" isCaptionHidden rows={value.history} rowState={(row) => (row.recordedTo === null ? undefined : 'quiet')} empty={<Empty title="記録はありません。" />} columns={[
          { key: 'from', head: '異動の日', isRowHead: true, isUnbroken: true, cell: (row) => dayWords(row.validFrom) },
          { key: 'event', head: 'できごと', cell: (row) => <>{rowWords(row.event, row.reason)}{row.note ? <span class="sub">　{row.note}</span> : null}</> },
          { key: 'number', head: '登録番号', isUnbroken: true, cell: (row) => row.registrationNumber },
          { key: 'by', head: '記録', isSource: true, cell: (row) => `${momentWords(row.recordedAt)}　${row.isAutomatic ? '自動' : row.recordedByName}${row.recordedTo === null ? '' : '（置き換えた行）'}` },
        ]} />
      </Section>
      {value.papers.length === 0 ? null : (
        <Section title="出した紙">
          <Table caption="出した紙" isCaptionHidden rows={value.papers} columns={[
            { key: 'number', head: '番号', isRowHead: true, cell: (paper) => paper.number }, { key: 'kind', head: '紙', cell: (paper) => (paper.kind === 'certificate' ? '印鑑登録証明書' : '抹消通知書') },
            { key: 'at', head: '出した時刻', cell: (paper) => momentWords(paper.issuedAt) }, { key: 'by', head: '出した人', isSource: true, cell: (paper) => paper.issuedByName },
          ]} />
        </Section>
      )}
    </>
  )
}

function Acts({ value, state }: ViewProps) {
  const { shown, head } = value
  const { link } = state.request
  const isStanding = shown !== null && shown.state !== 'cancelled'
  return (
    <>
      <Actions actions={[
        ...(isStanding ? [{ label: '証明書を出す', href: link(paths.certificate(shown.registrationId)), keys: 'IS' }] : [{ label: '印鑑を登録する', href: link(paths.register(head.personId)), keys: 'IT' }]),
        ...value.letters.filter((letter) => letter.state === 'sent').map((letter) => ({ label: `照会書 ${letter.letterNumber}${letter.isExpired ? '（期限切れ）' : ''}`, href: link(paths.letter(letter.letterId)) })),
      ]} />
      {isStanding ? <StandingActs value={value} shown={shown} state={state} /> : null}
      {shown?.state === 'cancelled' ? <CancelledActs value={value} shown={shown} state={state} /> : null}
      <WardActs value={value} state={state} />
    </>
  )
}

interface ActProps { readonly name: string; readonly title: string; readonly button: string; readonly shown: RowView; readonly state: ViewState; readonly children?: unknown }

/** One act of the registration with its own form: what is asked, and its button. */
function ActForm({ name, title, button, shown, state, children }: ActProps) {
  return (
    <Section title={title} level={3}>
      <CommandForm id={`act-${name}`} act={name} action={state.action} idempotencyKey={state.idempotencyKey} expectedVersion={shown.version} hidden={{ registrationId: shown.registrationId }}>
        <Rows>{children as never}</Rows>
        <p><button class="btn" type="submit">{button}</button></p>
      </CommandForm>
    </Section>
  )
}

function NoteField({ state, label, isNeeded }: { state: ViewState; label: string; isNeeded?: boolean }) {
  return <TextField name="note" label={label} need={isNeeded ? 'required' : 'optional'} value={null} refusals={state.refusals} width="full" />
}

function StandingActs({ value, shown, state }: ViewProps & { shown: RowView }) {
  const own = { shown, state }
  return (
    <>
      {shown.state === 'review' || value.hasOtherNames ? (
        <ActForm {...own} name="match" title="照合を決める" button="照合を決める">
          <Radios name="isMatching" label="印影は今の氏名を" need="required" value={null} refusals={state.refusals} choices={[{ value: 'yes', label: '表している（登録を続ける）' }, { value: 'no', label: '表していない（抹消して通知する）' }]} />
          <NoteField state={state} label="決めた理由" isNeeded />
        </ActForm>
      ) : null}
      {shown.state === 'suspended'
        ? <ActForm {...own} name="lift" title="停止を解く" button="停止を解く"><NoteField state={state} label="解く理由" isNeeded /></ActForm>
        : (
          <ActForm {...own} name="suspend" title="停止（事故届）" button="すぐに停止する">
            <Select name="reason" label="事由" need="required" value={null} refusals={state.refusals} choices={choicesOf(suspensionTitles)} /><NoteField state={state} label="覚え" />
          </ActForm>
        )}
      <ActForm {...own} name="replace" title="登録証の引替え" button="新しい登録証を渡す"><Select name="reason" label="事由" need="required" value={null} refusals={state.refusals} choices={choicesOf(replacementTitles)} /></ActForm>
      {shown.state === 'live' && !value.hasOtherNames ? <ActForm {...own} name="review" title="照合を求める" button="照合待ちにする"><NoteField state={state} label="理由" isNeeded /></ActForm> : null}
      <ActForm {...own} name="cancel" title="抹消" button="登録を抹消する">
        <Select name="reason" label="事由" need="required" value={null} refusals={state.refusals} choices={choicesOf(cancellationTitles, counterReasons)} /><NoteField state={state} label="覚え" />
      </ActForm>
    </>
  )
}

function CancelledActs({ value, shown, state }: ViewProps & { shown: RowView }) {
  const own = { shown, state }
  return (
    <>
      {notifiedReasons.has(shown.reason as CancellationReason) ? <ActForm {...own} name="notice" title="抹消通知書" button="抹消通知書を出す" /> : null}
      {value.proposal === null
        ? <ActForm {...own} name="propose" title="誤って抹消したとき" button="抹消を戻す案を出す"><NoteField state={state} label="戻す理由" isNeeded /></ActForm>
        : (
          <>
            <Message kind="info" title="抹消を戻す案が出ています">{`${value.proposal.proposedByName}「${value.proposal.reason}」。別の職員が決裁します。`}</Message>
            {value.proposal.isOwn ? null : <ActForm {...own} name="approve" title="決裁" button="抹消を戻す" />}
            <ActForm {...own} name="withdraw" title="取下げ" button="案を取り下げる" />
          </>
        )}
    </>
  )
}

function WardActs({ value, state }: ViewProps) {
  const common = { action: state.action, idempotencyKey: state.idempotencyKey }
  if (value.ward) {
    return (
      <Section title="成年後見の終了" level={3} note={`${dayWords(value.ward.beganOn)}から`}>
        <CommandForm {...common} id="act-endWard" act="endWard"><Rows><DateField name="endedOn" label="終わった日" need="required" value={state.form.get('endedOn')} refusals={state.refusals} /></Rows><p><button class="btn" type="submit">終了を記録する</button></p></CommandForm>
      </Section>
    )
  }
  return (
    <Section title="成年後見の通知" level={3} note="登録があれば抹消し、本人に通知します">
      <CommandForm {...common} id="act-ward" act="ward">
        <Rows>
          <DateField name="beganOn" label="始まった日" need="required" value={state.form.get('beganOn')} refusals={state.refusals} /><DateField name="notifiedOn" label="通知を受けた日" need="required" value={state.form.get('notifiedOn')} refusals={state.refusals} />
          <TextField name="agentName" label="成年後見人" need="optional" value={state.form.get('agentName')} refusals={state.refusals} width={16} />
        </Rows>
        <p><button class="btn" type="submit">通知を記録する</button></p>
      </CommandForm>
    </Section>
  )
}
