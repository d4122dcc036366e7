import type { Child } from 'hono/jsx'
import { printDate } from '../../kernel/wareki.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { Actions, Chip, Empty, Head, HitIn, KeyValues, LinkButton, Masked, Message, OneColumn, page, type PageRequest, ProtectChip, Section, Split, Table, Understood, type ViewState } from '../../platform/screen/index.ts'
import { searchPersons, type SearchHit, type SearchResult } from '../search/search.ts'
import { sexTitles, statusTitles } from '../record/rows.ts'

const input = ({ form }: PageRequest) => ({
  words: form.get('q') ?? '', includePast: form.get('currentOnly') !== '1', widerBirth: form.get('widerBirth') === '1', allowSlip: form.get('allowSlip') === '1', cursor: form.get('cursor') ?? null, limit: 50,
})
const keys = [{ key: 'F2', does: '条件を直す' }, { key: '↑↓', does: '選ぶ' }, { key: 'Enter', does: '開く' }, { key: 'F8', does: 'キーを表示' }]

/** Search results — 検索結果. The line comes from the search bar of every page, by POST. */
export const searchPage = page({
  name: 'resident.search', path: 'resident/search', query: searchPersons, input, postsQuery: true,
  frame: () => ({ title: '検索結果', keys, effort: { words: 'この検索は記録に残ります' } }),
  view: (value, state) => <SearchView value={value} state={state} title="検索結果" open={(hit) => `resident/record/${hit.personId}`} />,
})

/** The same search, on the way to a birth: who is the mother — 出生届の入口. */
export const birthSearchPage = page({
  name: 'resident.birth', path: 'resident/birth', query: searchPersons, input, postsQuery: true,
  frame: () => ({ title: '出生　母を探す', keys }),
  view: (value, state) => <SearchView value={value} state={state} title="出生　母を探す" open={(hit) => `resident/birth/${hit.personId}`} />,
})

interface Props { readonly value: SearchResult; readonly state: ViewState; readonly title: string; open(hit: SearchHit): string }

function SearchView({ value, state, title, open }: Props) {
  const { form, request } = state
  const words = form.get('q') ?? ''
  if (words.trim() === '') return <Ask state={state} title={title} />
  const { counts } = value
  const parts = [[counts.resident, '住民'], [counts.movedOut, '転出'], [counts.dead, '死亡'], [counts.removed, '消除']].flatMap(([count, label]) => (count === 0 ? [] : [`${label} ${count}`]))
  const [first] = value.items
  return (
    <>
      <Head title={title} note={`${value.atLeast}件${value.isMore ? '以上' : ''}${parts.length > 0 ? `　（${parts.join('・')}）` : ''}`} right={<Again state={state} flag="currentOnly" words={form.get('currentOnly') === '1' ? undefined : '今のものだけにする'} lead={form.get('currentOnly') === '1' ? '今の氏名・住所だけを探しました' : '過去の氏名・住所も探しています'} />} />
      <Split sideLabel="選んでいる人の概要" side={first ? <Summary hit={first} value={value} state={state} href={request.link(open(first))} /> : <p class="sub">見つかった人の概要が、ここに出ます。</p>}>
        <Understood words={value.readings.map((reading) => reading.text)} note="濁音・長音・小書き・全角半角の違いは無視しています" />
        {value.isMore ? <Message kind="alert" title="条件に合う人が多すぎます">候補のうち1,001件までを確かめました。ほかにもいるかもしれません。名、生年月日、住所のどれかを足してください。</Message> : null}
        <Hits value={value} state={state} open={open} />
        <Wider value={value} state={state} />
        {value.isConfusable ? <Message kind="alert" level={2} title="よく似た名前で生年が同じ人がいます"><p>取り違えないよう、<b>生年月日と住所の2つ</b>を本人に言ってもらってください。画面の住所を読み上げて確かめないでください。</p></Message> : null}
      </Split>
    </>
  )
}

function Ask({ state, title }: { state: ViewState; title: string }) {
  return (
    <OneColumn>
      <Head title={title} />
      <form method="post" action={state.action} role="search" aria-label="住民を探す">
        <p><label class="b" for="words">探す言葉</label> <input class="in-t w24" id="words" name="q" type="search" autocomplete="off" autofocus /> <button class="btn primary" type="submit">探す</button></p>
      </form>
      <p class="sub">カナ、漢字、生年月日、住所、宛名番号を、続けて打てます。例　サクマ ケン 昭和52</p>
      <OtherWork state={state} />
    </OneColumn>
  )
}

/** What does not begin with one person: each with its keys, for those who may open it — まとめてする仕事. */
const otherWork = [
  { label: '審査を待つ届出', keys: 'SI', path: 'resident/reviews', permission: 'resident.read' },
  { label: '引越しワンストップの受付', keys: 'OS', path: 'resident/one-stop', permission: 'resident.read' },
  { label: '支援措置', keys: 'SE', path: 'resident/protection', permission: 'resident.release' },
  { label: '統計', keys: 'TO', path: 'resident/statistics', permission: 'resident.read' },
  { label: '住民の一覧を作る', keys: 'IR', path: 'resident/lists', permission: 'resident.export' },
  { label: '宛名の一覧', keys: 'AT', path: 'resident/mailing', permission: 'resident.export' },
  { label: '高齢者の実態の確かめ', keys: 'KR', path: 'resident/aged', permission: 'resident.read' },
  { label: '閲覧', keys: 'ER', path: 'resident/reading', permission: 'resident.read' },
  { label: '住居表示・町名地番の変更', keys: 'JH', path: 'resident/renumbering', permission: 'resident.read' },
  { label: 'CSVの取込み', keys: 'TR', path: 'resident/intake', permission: 'resident.export' },
  { label: '旧システムからの引継ぎ', keys: 'HT', path: 'resident/take-over', permission: 'resident.export' },
] as const

function OtherWork({ state }: { state: ViewState }) {
  const { actor, link } = state.request
  return <Section title="まとめてする仕事"><Actions actions={otherWork.filter((one) => actor.permissions.has(one.permission)).map(({ label, keys, path }) => ({ label, keys, href: link(path) }))} /></Section>
}

function Hits({ value, state, open }: Omit<Props, 'title'>) {
  const { link } = state.request
  return (
    <Table<SearchHit>
      caption="見つかった人" isCaptionHidden isList isWide density="tall" rows={value.items} rowState={(hit) => (hit.isProtected ? 'protected' : undefined)}
      columns={[
        { key: 'name', head: '氏名', isRowHead: true, cell: (hit, index) => <><span class="kana"><Marked text={hit.kana ?? ''} value={value} /></span><br /><a href={link(open(hit))} autofocus={index === 0 && !begins(value)}>{hit.name || '（氏名未定）'}</a></> },
        { key: 'birth', head: '生年月日', isUnbroken: true, cell: (hit) => <>{hit.birth ?? hit.birthYear}<br /><span class="mute">{hit.age === null ? '―' : `${hit.age}歳　${sexOf(hit)}`}</span></> },
        { key: 'address', head: '住所', cell: (hit) => <Place hit={hit} /> },
        { key: 'head', head: '世帯主', isUnbroken: true, cell: (hit) => <HeadOf hit={hit} /> },
        { key: 'matched', head: '一致したところ', cell: (hit) => <>{hit.isPast ? <b>{hit.matched}</b> : hit.matched}{hit.borneUntil ? <><br /><span class="mute">{printDate(hit.borneUntil as PlainDate)}まで</span></> : null}</> },
        { key: 'state', head: '状態', isUnbroken: true, cell: (hit) => <State hit={hit} /> },
      ]}
      empty={<Empty title="見つかりませんでした。" looked="この町の住民、転出・死亡した人、過去の氏名と住所を見ました。" />}
      paging={value.next === null ? undefined : { shown: `${value.items.length}件を表示` }}
    />
  )
}

/** A reading with the typed beginnings marked. */
function Marked({ text, value }: { text: string; value: SearchResult }) {
  const typed = value.readings.find((reading) => reading.kind === 'kana')?.value ?? ''
  const space = text.indexOf('\u3000')
  const given = value.readings.find((reading) => reading.kind === 'given-kana')?.value ?? ''
  if (given === '' || space < 0) return <HitIn text={text} part={typed} />
  return <><HitIn text={text.slice(0, space)} part={typed} />　<HitIn text={text.slice(space + 1)} part={given} /></>
}

function sexOf(hit: SearchHit): string {
  return hit.sex === null ? '' : sexTitles[hit.sex]
}

function Place({ hit }: { hit: SearchHit }) {
  if (hit.isWithheld) return <Masked />
  if (hit.status === 'moved-out') return <span class="mute">（転出先）{hit.moveOutTo ?? '―'}</span>
  return hit.status === 'dead' ? <span class="mute">（最後の住所）{hit.address}</span> : <>{hit.address}</>
}

function HeadOf({ hit }: { hit: SearchHit }) {
  if (hit.isWithheld && hit.household === null) return <Masked />
  if (hit.household === null) return <span class="mute">―</span>
  return <>{hit.household.isHead ? '本人' : hit.household.headName ?? '世帯主未設定'}<br /><span class="mute">{hit.household.size}人</span></>
}

function State({ hit }: { hit: SearchHit }) {
  if (hit.isProtected) return <ProtectChip until={hit.protectedUntil === null ? undefined : `${printDate(hit.protectedUntil as PlainDate, 'short')}まで`} />
  return <><Chip kind={hit.status === 'resident' ? 'info' : 'none'}>{statusTitles[hit.status]}</Chip>{hit.ceasedOn ? ` ${printDate(hit.ceasedOn as PlainDate, 'short')}` : ''}{hit.plannedMoveOutOn && hit.status === 'resident' ? <Chip>転出予定</Chip> : null}{hit.hasDraft ? <Chip kind="alert">下書き中</Chip> : null}</>
}

const verbPaths: Readonly<Record<string, { readonly label: string; path(id: string): string }>> = {
  relocation: { label: '転居届を始める', path: (id) => `resident/relocation/${id}` }, 'moving-out': { label: '転出届を始める', path: (id) => `resident/moving-out/${id}` },
  birth: { label: '出生を始める', path: (id) => `resident/birth/${id}` }, death: { label: '死亡を始める', path: (id) => `resident/death/${id}` },
  certificate: { label: '証明を出す', path: (id) => `certificates/issue/${id}` },
}

/** One person and a verb: Enter begins at once. Otherwise the first row has the focus, and arrows choose. */
function begins(value: SearchResult): boolean {
  return value.items.length === 1 && value.verb !== null && verbPaths[value.verb] !== undefined
}

function Summary({ hit, value, state, href }: { hit: SearchHit; value: SearchResult; state: ViewState; href: string }) {
  const { link } = state.request
  const verb = begins(value) && value.verb !== null ? verbPaths[value.verb] : undefined
  return (
    <>
      <p class="kana">{hit.kana ?? ''}</p><h2>{hit.name || '（氏名未定）'}</h2>
      <p><State hit={hit} /></p>
      <KeyValues facts={[{ label: '生年月日', value: hit.birth ?? hit.birthYear }, { label: '住所', value: <Place hit={hit} /> }, { label: '世帯', value: <HeadOf hit={hit} /> }, { label: '宛名番号', value: hit.addresseeNumber }]} />
      <Section title="このまま始める" level={3}>
        <p><LinkButton href={verb ? link(verb.path(hit.personId)) : href} isPrimary isFocused={verb !== undefined} size="wide">{verb?.label ?? '開く'} <kbd>Enter</kbd></LinkButton></p>
        {hit.isWithheld ? null : <p><LinkButton href={link(`resident/relocation/${hit.personId}`)} size="wide" letter="T">転居届</LinkButton></p>}
      </Section>
      <p class="sub">検索欄に <b>「氏名 転居」</b> と打つと、一人だけのとき、この人の転居届がすぐ始められます。</p>
    </>
  )
}

/** Wider searches, each one press. */
function Wider({ value, state }: { value: SearchResult; state: ViewState }) {
  const hasBirth = value.readings.some((reading) => reading.kind === 'birth')
  const hasKana = value.readings.some((reading) => reading.kind.endsWith('kana'))
  if (!hasBirth && !hasKana && value.next === null) return null
  return (
    <div class="sub sect">探している人がいないとき　
      {hasBirth ? <Again state={state} flag="widerBirth" words="生年を前後1年に広げる" /> : null}
      {hasKana ? <Again state={state} flag="allowSlip" words="フリガナの書き間違いを許す" /> : null}
      {value.next === null ? null : <Again state={state} flag="cursor" flagValue={value.next} words="次の50件" />}
    </div>
  )
}

/** The same search with one thing changed; by POST, because the line holds names. */
function Again({ state, flag, flagValue = '1', words, lead }: { state: ViewState; flag: string; flagValue?: string; words?: string; lead?: string }) {
  const kept = ['q', 'currentOnly', 'widerBirth', 'allowSlip'].filter((name) => name !== flag && state.form.get(name) !== undefined)
  const button: Child = words === undefined ? null : <button class="btn-text" type="submit" name={flag} value={flagValue}>{words}</button>
  return <form method="post" action={state.action}>{lead ? <span class="sub">{lead} </span> : null}{kept.map((name) => <input type="hidden" name={name} value={state.form.get(name)} />)}{button}</form>
}
