import {
  act, Box, Case, Chip, CommandForm, DateField, Decision, Done, Empty, ErrorSummary, Facts, Head, KeyValues, LinkButton, Message, OneColumn, page, Rows, Section, Select, Table, Tabs, Task, TextField, Tick, type ViewState,
} from '../../platform/screen/index.ts'
import { endingTitles } from '../model.ts'
import { listLetters, showLetter, type LetterPage, type LetterView } from '../queries.ts'
import { closeLetter, confirmLetter } from '../register-commands.ts'
import { choicesOf, dateOf, dayWords, ImprintPicture, isTicked, paths, PersonBand, textOf, versionOf } from './parts.tsx'

const stateWords = { sent: '回答を待っている', answered: '回答を受けた', closed: '閉じた' } as const

function LetterChip({ letter }: { letter: LetterView }) {
  if (letter.isExpired) return <Chip kind="error">期限切れ</Chip>
  if (letter.state === 'sent') return <Chip kind="info">回答待ち</Chip>
  return letter.state === 'answered' ? <Chip kind="ok">登録済み</Chip> : <Chip>{endingTitles[letter.ending as keyof typeof endingTitles]}</Chip>
}

/** 照会書の一覧 */
export const lettersPage = page({
  name: 'seal.letters', path: paths.letters, query: listLetters, input: (request) => ({ state: request.query.get('state') ?? 'sent' }),
  frame: () => ({ title: '照会書の一覧' }),
  view: (value, state) => <LettersView value={value} state={state} />,
})

function LettersView({ value, state }: { value: { state: keyof typeof stateWords; letters: readonly LetterView[] }; state: ViewState }) {
  const { link } = state.request
  return (
    <OneColumn>
      <Head title="照会書" note="期限の近い順" right={<LinkButton href={link(paths.home)}>印鑑登録の入口へ</LinkButton>}>
        <Tabs label="照会書の状態" tabs={Object.entries(stateWords).map(([key, label]) => ({ label, href: `${link(paths.letters)}?state=${key}`, isCurrent: key === value.state }))} />
      </Head>
      <Table caption="照会書" isCaptionHidden isList rows={value.letters} rowState={(row) => (row.isExpired ? 'changed' : undefined)} empty={<Empty title="この状態の照会書はありません。" />} columns={[
        { key: 'number', head: '照会番号', isRowHead: true, isUnbroken: true, cell: (row) => <a href={link(paths.letter(row.letterId))}>{row.letterNumber}</a> },
        { key: 'name', head: '氏名', cell: (row) => row.name },
        { key: 'sent', head: '送った日', isUnbroken: true, cell: (row) => dayWords(row.sentOn) },
        { key: 'until', head: '回答の期限', isUnbroken: true, cell: (row) => dayWords(row.expiresOn) },
        { key: 'state', head: '状態', cell: (row) => <LetterChip letter={row} /> },
      ]} />
    </OneColumn>
  )
}

/** 照会書の記録: the answer is taken here, or the letter is closed. */
export const letterPage = page({
  name: 'seal.letter-page', path: 'seal/letter/:id', query: showLetter, input: (request) => ({ letterId: request.params['id'] ?? '' }),
  frame: () => ({ title: '照会書の記録' }),
  view: (value, state) => <LetterPageView value={value} state={state} />,
  acts: {
    confirm: act({
      command: confirmLetter,
      input: (request) => ({ letterId: request.params['id'] ?? '', expectedVersion: versionOf(request.form), answeredOn: dateOf(request.form, 'answeredOn', request) ?? request.today, broughtBy: textOf(request.form, 'broughtBy'), isStatutoryAgentPresent: isTicked(request.form, 'isStatutoryAgentPresent'), isCapacityConfirmed: isTicked(request.form, 'isCapacityConfirmed') }),
    }),
    close: act({ command: closeLetter, input: ({ params, form }) => ({ letterId: params['id'] ?? '', expectedVersion: versionOf(form), ending: form.get('ending') ?? '' }) }),
  },
})

interface ViewProps { readonly value: LetterPage; readonly state: ViewState }

function LetterPageView({ value, state }: ViewProps) {
  const { letter, head } = value
  const { link } = state.request
  return (
    <Case decision="middle" isProtected={state.withheld.has(head.personId)}>
      <PersonBand head={head} state={state} />
      <Task title={`照会書　${letter.letterNumber}`} right={<LetterChip letter={letter} />} />
      <Facts heading="照会の内容">
        <ErrorSummary refusals={state.refusals} before="回答を受ける前に" isFocused />
        {value.stillShowsName ? null : <Message kind="error" title="印影の文字が、いまの氏名を表していません">この照会書では登録できません。閉じて、あらためて申請してもらってください。</Message>}
        <Box title="登録する印影"><ImprintPicture picture={value.picture} label="登録する印影" /><p class="sub">印影の文字「{value.shownText}」</p></Box>
        <KeyValues facts={[
          { label: '送った日', value: dayWords(letter.sentOn) }, { label: '回答の期限', value: dayWords(letter.expiresOn) }, { label: '代理人', value: value.agentName ?? '―' },
          ...(letter.endedOn ? [{ label: stateWords[letter.state], value: dayWords(letter.endedOn) }] : []),
        ]} />
        <p class="sect"><LinkButton href={link(`documents/${letter.documentId}`)}>照会書の紙を開く</LinkButton></p>
      </Facts>
      <Decision heading="回答" isHeadingShown>
        {state.carriedOut?.command === confirmLetter.name ? <RegisteredView state={state} personId={head.personId} /> : null}
        {state.carriedOut?.command === closeLetter.name ? <Done title="照会書を閉じました" links={[{ label: '一覧へ戻る', href: link(paths.letters) }]} /> : null}
        {letter.state === 'sent' ? <AnswerForms value={value} state={state} /> : null}
      </Decision>
    </Case>
  )
}

function RegisteredView({ state, personId }: { state: ViewState; personId: string }) {
  const { registrationNumber, cardNumber } = state.carriedOut!.value as { registrationNumber: string; cardNumber: string }
  return <Done title="印鑑を登録しました" links={[{ label: '印鑑登録の記録へ', href: state.request.link(paths.person(personId)) }]}>登録番号 {registrationNumber}。登録証（番号 {cardNumber}）を渡してください。</Done>
}

function AnswerForms({ value, state }: ViewProps) {
  const { form, refusals } = state
  const common = { action: state.action, idempotencyKey: state.idempotencyKey, expectedVersion: value.letter.version }
  return (
    <>
      <CommandForm {...common} id="confirm" act="confirm">
        <Rows>
          <DateField name="answeredOn" label="回答を受けた日" need="required" value={form.get('answeredOn')} refusals={refusals} hint="空ならきょう" />
          <TextField name="broughtBy" label="持ってきた代理人" need="optional" value={form.get('broughtBy')} refusals={refusals} width={16} hint="本人が来たときは空に" />
        </Rows>
        <p><Tick name="isCapacityConfirmed" label="回答書の自署と印影を見て、本人の意思を確かめた" isTicked={isTicked(form, 'isCapacityConfirmed')} /></p>
        {value.isWard ? <p><Tick name="isStatutoryAgentPresent" label="成年後見人などの法定代理人が同席している" isTicked={isTicked(form, 'isStatutoryAgentPresent')} /></p> : null}
        <div class="cmdbar" id="cmdbar"><div class="cmd"><button class="btn primary" type="submit" data-command="yes" accesskey="z">回答を受けて登録する <kbd>Ctrl+Enter</kbd></button></div><p>期限を過ぎた回答では登録できません。</p></div>
      </CommandForm>
      <Section title="登録しないとき" level={3}>
        <CommandForm {...common} id="close" act="close">
          <Rows><Select name="ending" label="閉じる理由" need="required" value={form.get('ending')} refusals={refusals} choices={choicesOf(endingTitles)} /></Rows><p><button class="btn" type="submit">照会書を閉じる</button></p>
        </CommandForm>
      </Section>
    </>
  )
}
