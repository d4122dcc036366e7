import { readDate } from '../../../kernel/date-input.ts'
import { findPlainDate, type Instant } from '../../../kernel/plain-date.ts'
import { act, Chip, CommandForm, DateField, Done, Empty, ErrorSummary, Head, LinkButton, OneColumn, page, type PageRequest, Rows, Section, Table, TextField, type ViewState } from '../../../platform/screen/index.ts'
import { momentText, shortDate } from '../../words.ts'
import { enterKioskCard, kioskCards, resumeKioskCard, stopKioskCard, type CardsOfPerson } from '../cards.ts'

/** The cards with which a person is known at kiosks — コンビニ交付のカード. */
export const kioskCardsPage = page({
  name: 'certificates.kiosk-cards-page', path: 'certificates/kiosk/cards/:id', query: kioskCards, input: ({ params }) => ({ personId: params['id'] ?? '' }),
  frame: () => ({ title: 'コンビニ交付のカード' }),
  view: (value, state) => <CardsView value={value} state={state} />,
  acts: { enter: act({ command: enterKioskCard, input: enterInput }), stop: act({ command: stopKioskCard, input: turnInput }), resume: act({ command: resumeKioskCard, input: turnInput }) },
})

function enterInput({ params, form, today }: PageRequest): unknown {
  const read = readDate(form.get('validUntil') ?? '', { today })
  return { personId: params['id'] ?? '', serial: form.get('serial')?.trim() ?? '', validUntil: read.ok ? read.value.date : form.get('validUntil') ?? '' }
}

function turnInput({ form }: PageRequest): unknown {
  return { cardId: form.get('cardId') ?? '', reason: form.get('reason') ?? '' }
}

type Card = CardsOfPerson['cards'][number]
const stateWords = { usable: '使える', stopped: '止めた', expired: '期限切れ' } as const

function CardsView({ value, state }: { value: CardsOfPerson; state: ViewState }) {
  const { link, actor } = state.request
  const may = actor.permissions.has(enterKioskCard.permission) && !state.withheld.has(value.personId)
  return (
    <>
      <Head title="コンビニ交付のカード" note={`${value.name}　宛名番号 ${value.addresseeNumber}`} right={<><LinkButton size="small" href={link(`resident/record/${value.personId}`)}>住民の記録</LinkButton> <LinkButton size="small" href={link('certificates/kiosk')}>コンビニ交付の一覧</LinkButton></>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        {state.carriedOut === null ? null : <Done title={`${state.carriedOut.title}：済みました`}>この時から、どの店の端末でもそのとおりに扱います。</Done>}
        <Table<Card> caption="カード" isCaptionHidden rows={value.cards} empty={<Empty title={state.withheld.has(value.personId) ? '表示しません。責任者が扱います。' : '利用登録したカードはありません。'} />} columns={[
          { key: 'at', head: '登録した日時', isRowHead: true, isUnbroken: true, cell: (card) => momentText(card.enteredAt as Instant) },
          { key: 'until', head: '有効期限', isUnbroken: true, cell: (card) => dayText(card.validUntil) },
          { key: 'state', head: '状態', isUnbroken: true, cell: (card) => <Chip kind={card.state === 'usable' ? 'ok' : 'alert'}>{stateWords[card.state]}</Chip> },
          { key: 'reason', head: '理由', cell: (card) => card.reason ?? '' },
        ]} />
        <p class="sub">カードの番号は、鍵を付けた照合値だけを持ち、画面には出しません。</p>
        {may ? <Turns cards={value.cards} state={state} /> : null}
        {may ? <EnterForm state={state} /> : null}
      </OneColumn>
    </>
  )
}

/** One form a card: a usable one is stopped, a stopped one let go. */
function Turns({ cards, state }: { cards: readonly Card[]; state: ViewState }) {
  return <>{cards.filter((card) => card.state !== 'expired').map((card, index) => {
    const name = card.state === 'usable' ? 'stop' : 'resume'
    const words = card.state === 'usable' ? 'このカードを止める' : 'もう一度使えるようにする'
    return (
      <Section title={words} note={`${momentText(card.enteredAt as Instant)} に登録したカード`}>
        <CommandForm id={`form-${name}-${index}`} action={state.action} act={name} idempotencyKey={state.idempotencyKey} hidden={{ cardId: card.cardId }}>
          <Rows><TextField name="reason" pointer={`/card-${index}-reason`} label="理由" need="required" width={24} choices={card.state === 'usable' ? ['紛失の届出', '本人の申出', 'カードの失効の通知'] : ['見つかったとの届出', '本人の申出']} /></Rows>
          <p class="sect"><button class="btn" type="submit">{words}</button></p>
        </CommandForm>
      </Section>
    )
  })}</>
}

function EnterForm({ state }: { state: ViewState }) {
  return (
    <Section title="カードを登録する" note="利用者証明用電子証明書の番号は、カードの読み取り機から入れます。">
      <CommandForm id="form-enter" action={state.action} act="enter" idempotencyKey={state.idempotencyKey}>
        <Rows columns={2}>
          <TextField name="serial" label="番号" need="required" kind="password" width={16} refusals={state.refusals} />
          <DateField name="validUntil" label="有効期限" need="required" value={state.form.get('validUntil')} refusals={state.refusals} />
        </Rows>
        <p class="sect"><button class="btn primary" type="submit">カードを登録する</button></p>
      </CommandForm>
    </Section>
  )
}

function dayText(day: string): string {
  const on = findPlainDate(day)
  return on === undefined ? day : shortDate(on)
}
