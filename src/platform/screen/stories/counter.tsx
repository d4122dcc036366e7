import { BarChart, Chip, Checks, Entrance, Hit, KeyValues, LinkButton, Masked, Message, ProtectChip, Section, Split, Head, Table, DaysLeft, Ticket, Timeline, TownChoices, Understood, TextField, Rows } from '../index.ts'
import { type Story, StoryFrame } from './story.tsx'

const queue = [['A047', '9分', '転入', '4人家族', '乳幼児の同行', '次に呼ぶ'], ['A048', '6分', '住民票の写し', '1通', '', '待ち'], ['A049', '3分', '印鑑登録', '', 'ポルトガル語', '待ち'], ['B021', '1分', 'おくやみ', '予約 11:00', '別室を希望', '予約']] as const
const deadlines = [[0, '11.24(火)', '松浦　大地', '印鑑登録の照会への回答（発送から1か月）', '町印鑑条例5条'], [2, '11.26(木)', '', '支援措置の延長の申出（期間の終わる日）', '事務処理要領'], [6, '11.30(月)', '堀内　拓真', '転入届・児童手当の請求（29日は日曜）', '住基22条・児手8条'], [7, '12.1(火)', '水沢　キヨ', '葬祭費の請求の案内（葬祭から2年）', '国保法110条']] as const
const hours = [[8, 12], [9, 24], [10, 30, 'now'], [11, 27, 'forecast'], [12, 15, 'forecast'], [13, 17, 'forecast'], [14, 19, 'forecast'], [15, 15, 'forecast'], [16, 7, 'forecast']] as const

function Queue() {
  return (
    <Section title="受付の順" level={1} note="待っている人 4人" right={<LinkButton href="#call" isPrimary keys="YO" letter="N">次の人を呼ぶ　A047</LinkButton>}>
      <Table caption="受付の順" isCaptionHidden density="middle" rows={queue} isList rowState={(row) => (row[0] === 'A047' ? 'selected' : undefined)}
        columns={[{ key: 'no', head: '番号', isRowHead: true, cell: (row) => <a href={`#${row[0]}`}><Ticket number={row[0]} /></a> }, { key: 'wait', head: '待ち', align: 'number', cell: (row) => row[1] }, { key: 'what', head: '用件', cell: (row) => <><b>{row[2]}</b>　{row[3]}</> }, { key: 'care', head: '配慮', cell: (row) => row[4] }, { key: 'state', head: '状態', cell: (row) => row[5] }]} />
    </Section>
  )
}

function Guard() {
  return (
    <Section title="期限の番人" note="業務をまたいで、法律の期限が近い順" right={<a href="#all">全部見る</a>}>
      <Table caption="期限の番人" isCaptionHidden rows={deadlines} rowState={(row) => (row[2] === '' ? 'protected' : undefined)}
        columns={[{ key: 'left', head: '残り', cell: (row) => <DaysLeft days={row[0]} /> }, { key: 'day', head: '期限', isUnbroken: true, cell: (row) => row[1] }, { key: 'who', head: '人', isUnbroken: true, cell: (row) => (row[2] === '' ? <ProtectChip /> : <a href="#p">{row[2]}</a>) }, { key: 'what', head: 'しなければならないこと', cell: (row) => row[3] }, { key: 'law', head: '根拠', isSource: true, isUnbroken: true, cell: (row) => row[4] }]} />
    </Section>
  )
}

function HomePage({ practice }: { practice: boolean }) {
  return (
    <StoryFrame current="窓口" title="窓口" town={{ code: '993018', name: '朝凪町', environment: practice ? 'practice' : 'production' }} practiceTask="課題 3／5　「4人家族の転入を受け付ける」　目標 2分">
      <Split sideLabel="きょうのこと" side={<>
        <Section title="きょうの混み具合"><BarChart title="きょうの混み具合" unit="人" bars={hours.map(([hour, value, tone]) => ({ label: `${hour}`, value, tone }))} /></Section>
        <Section title="連携の状態"><Checks items={[{ state: 'ok', text: '住基ネット（CS）', right: '10:41　送り残し 0' }, { state: 'alert', text: <>入管庁の通知　<b>30分届いていません</b></>, detail: '窓口の受付は続けられます。在留カードは現物で確認', right: '10:12' }]} /></Section>
        <Section title="知らせ"><Timeline moments={[{ when: '10:30', what: <><b>引越しワンストップ</b>　転入の下書きが 3件 届きました。<a href="#see">見る</a></> }, { when: '9:05', what: '12月1日から住民票の写しの様式が変わります。', tone: 'alert' }]} /></Section>
      </>}><Queue /><Guard /></Split>
    </StoryFrame>
  )
}

const found = [['サクマ　ケン', 'イチ', '佐久間　健一', '昭和52年8月3日', '汐見台二丁目4番7号', 'resident'], ['サクマ　ケン', 'コ', '佐久間　絢子', '昭和52年', '', 'protected'], ['サクマ　ケン', 'スケ', '佐久間　健介', '昭和52年2月1日', '（最後の住所）中浜 88番地', 'dead']] as const

function SearchPage() {
  return (
    <StoryFrame current="住民" title="検索結果" search={{ action: '/993018/search', value: 'サクマ ケン 昭和52' }}>
      <Head title="検索結果" note="3件　（住民 2・死亡 1）" right={<><span class="sub">過去の氏名・住所も探しています</span><a href="#now">今のものだけにする</a></>} />
      <Split sideLabel="選んでいる人の概要" side={<><p class="kana">サクマ　ケンイチ</p><h2>佐久間　健一</h2><KeyValues facts={[{ label: '生年月日', value: '昭和52年8月3日（49歳）　男' }, { label: '宛名番号', value: '1042181' }]} /><Section title="このまま始める" level={3}><LinkButton href="#open" isPrimary size="wide">開く</LinkButton></Section></>}>
        <Understood words={['カナ　サクマ（前方一致）', '生年　昭和52年＝1977年']} correct="#words" note="濁音・長音・小書きの違いは無視しています" />
        <Table caption="見つかった人" isCaptionHidden density="tall" isList rows={found} rowState={(row) => (row[5] === 'protected' ? 'protected' : undefined)} paging={{ shown: '1〜3件目' }}
          columns={[{ key: 'name', head: '氏名', isRowHead: true, cell: (row) => <><span class="kana"><Hit>{row[0]}</Hit>{row[1]}</span><br /><a href={`#${row[5]}`}>{row[2]}</a></> }, { key: 'born', head: '生年月日', sort: { href: '#sort', direction: 'ascending' }, cell: (row) => row[3] }, { key: 'at', head: '住所', cell: (row) => (row[4] === '' ? <Masked /> : row[4]) }, { key: 'state', head: '状態', cell: (row) => <State kind={row[5]} /> }]} />
        <div class="sect"><Message kind="alert" level={2} title="よく似た名前で生年が同じ人がいます"><p><b>生年月日と住所の2つ</b>を本人に言ってもらってください。</p></Message></div>
      </Split>
    </StoryFrame>
  )
}

function State({ kind }: { kind: string }) {
  if (kind === 'protected') return <ProtectChip />
  return kind === 'dead' ? <><Chip>死亡</Chip> 令5.7.14</> : <Chip kind="info">住民</Chip>
}

function EntrancePage() {
  return (
    <Entrance title="サインイン - Yakuba" town={{ above: '汐音県', name: '朝凪町', below: '人口 18,642人　7,604世帯　（令和8年10月末）' }} news={[{ when: '11月28日(土) 18時', what: '定期の入れ替えをします。止まるのは約3分です。' }]} foot="きょうの稼働　止まった時間 0分" footRight="版 2026.11.3　問い合わせ　情報係 内線 241">
      <h1>サインイン</h1>
      <form method="post" action="/stories/entrance" data-enter="submit">
        <h2 class="step">どちらを使いますか</h2>
        <TownChoices name="town" legend="町" towns={[{ value: '993018', name: '朝凪町', note: '実在する町民の記録', isChosen: true }, { value: '992011', name: '研修の町', note: '架空の町民。毎晩もどる', isPractice: true }]} />
        <h2 class="step">本人の確認</h2>
        <Rows><TextField name="staffId" label="ID" autocomplete="username" isFocused /><TextField name="password" label="パスワード" kind="password" autocomplete="current-password" /></Rows>
        <button class="btn primary" type="submit">サインイン <kbd>Enter</kbd></button>
      </form>
    </Entrance>
  )
}

export const counterStories: readonly Story[] = [
  { name: 'home', title: '窓口', kind: 'page', render: () => <HomePage practice={false} /> },
  { name: 'home-practice', title: '窓口　研修の町', kind: 'page', render: () => <HomePage practice /> },
  { name: 'search', title: '検索結果', kind: 'page', render: () => <SearchPage /> },
  { name: 'entrance', title: '入口', kind: 'page', render: () => <EntrancePage /> },
]
