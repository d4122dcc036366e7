import type { Child } from 'hono/jsx'
import { plainDate } from '../../../kernel/plain-date.ts'
import {
  AddressField, ApprovalBox, BarChart, Bar, BatchProgress, Box, Checkboxes, Chip, ConsequenceList, DateField, dateEcho, DifferenceTable, Empty, KanaField, LetterZone, Message, PersonChip, Radios,
  RelationshipField, Rows, Stats, Table, TextArea, Tree, Waiting, Tick, Done, ErrorSummary,
} from '../index.ts'
import { consequences } from './moving-in.tsx'
import type { Story } from './story.tsx'

const today = plainDate('2026-11-24')

function refusal(field: string, message: string, remedy = '') {
  return [{ field, message, remedy, article: null }]
}

const dates = () => (
  <Rows>
    <DateField name="d1" label="例1" value="R8.4.1" echo={dateEcho(plainDate('2026-04-01'), today)} />
    <DateField name="d2" label="例2" value="T15.12.25" echo={{ text: '大正15年12月25日', note: '書いたとおり残す' }} need="optional" />
    <DateField name="d3" label="例3" value="S52.8.不詳" echo={{ text: '昭和52年8月　日不詳' }} countsAs="昭和52年8月31日（業務ごとに決める）" />
    <DateField name="d4" label="例4" need="required" value="R8.2.30" refusals={refusal('/d4', '令和8年2月は28日までです。', '日を確かめてください。')} />
  </Rows>
)

const kana = () => (
  <Rows>
    <KanaField name="k1" label="カナ1" value="おおの　しょうへい" read="オオノ　ショウヘイ" />
    <KanaField name="k2" label="カナ2" value="キヨウコ" doubt={{ question: '「キョウコ」ではありませんか', value: 'キョウコ' }} />
    <KanaField name="k3" label="カナ3" value="アヤ力" refusals={refusal('/k3', '「力」は漢字です。', 'カタカナの「カ」に直してください。')} fixes={[{ label: '「アヤカ」に直す', value: 'アヤカ' }]} />
  </Rows>
)

const choices = () => (
  <Rows>
    <AddressField name="home" label="住所" value={{ block: 'しお 3' }} blocks={['汐見台三丁目', '汐入町']} candidates={[{ value: '1', label: '汐見台三丁目', note: '000-0023　住居表示' }, { value: '2', label: '汐入町3番地', note: '000-0031　地番' }]} refusals={refusal('/home/number', '番地がありません。', '番と号を入れてください。')} />
    <RelationshipField name="relation" label="続柄" atoms={['子', '妻']} choices={[['子', '父', '母'], ['妻', '夫', '子'], ['子']]} reading="子の妻" />
    <Radios name="paid" label="払い方" value="cash" need="required" choices={[{ value: 'cash', label: '現金' }, { value: 'card', label: 'カード' }]} refusals={refusal('/paid', '払い方を選んでください。')} />
    <Checkboxes name="shown" label="載せる項目" values={[]} choices={[{ value: 'a', label: '続柄' }, { value: 'b', label: '本籍' }]} need="optional" />
    <TextArea name="memo" label="メモ" value="火曜に来る。" />
    <Tick name="understood" label="説明を受けた" />
  </Rows>
)

const persons = () => (
  <>
    <PersonChip name="佐久間　美咲" href="#p" note="妻　47歳" state="resident" />
    <PersonChip name="佐久間　賢治" note="48歳" state="drafting" />
    <PersonChip name="佐久間　絢子" state="protected" />
    <PersonChip name="佐久間　健介" note="令5.7.14" state="gone" />
  </>
)

const messages = () => (
  <>
    <Message kind="error" title="止める　直すまで先へ進めません"><p><a href="#k">彩香さんのフリガナ</a>に漢字の「力」が入っています。カタカナに直してください。</p></Message>
    <Message kind="alert" title="確かめる　理由を選べば進めます">届出が14日を過ぎています。理由は記録に残ります。</Message>
    <Message kind="info" title="知らせる　することはありません">附票の通知は審査のあとに自動で送ります。</Message>
    <Message kind="ok" title="済んだ">戸籍の通知を送りました。</Message>
    <Message kind="doubt" title="疑義 LD-003">条文だけでは決まりません。</Message>
    <ErrorSummary refusals={[{ field: null, message: '世帯がほかの人に変えられました。', remedy: '開き直してください。', article: '住民基本台帳法22条' }]} />
  </>
)

const progress = () => (
  <>
    <BatchProgress summary="12／31頁　6,000人　あと 3分50秒" stop={<a href="#stop">止める（頁の切れ目で）</a>} pages={Array.from({ length: 31 }, (_, index) => ({ number: index + 1, state: pageState(index) }))} />
    <BatchProgress summary="200／400頁" pages={Array.from({ length: 400 }, (_, index) => ({ number: index + 1, state: index < 200 ? 'done' as const : 'waiting' as const }))} />
    <p>読みやすさ <b>78点</b></p><Bar share={0.78} label="読みやすさ 78点" />
  </>
)

function pageState(index: number) {
  if (index === 5) return 'redone'
  if (index < 11) return 'done'
  return index === 11 ? 'running' : 'waiting'
}

const drawings = () => (
  <>
    <BarChart title="1世帯あたり、年にいくら変わるか" unit="世帯" shape="rows" bars={[{ label: '△500〜△1万円', value: 333, tone: 'good', href: '#a' }, { label: 'ほぼ同じ', value: 402, tone: 'low', href: '#b' }, { label: '＋500〜＋1万円', value: 927, href: '#c' }, { label: '＋5万円をこえる', value: 28, tone: 'alert', href: '#d' }]} />
    <Stats figures={[{ label: '窓口時間の稼働（30日）', value: '99.9995％', note: '平均 3秒' }, { label: 'けさの証明', value: '5,193通', note: '取り違え 0' }]} />
  </>
)

const others = () => (
  <>
    <Waiting words="まだ探しています　3秒" />
    <Empty title="この人に未納はありません。" looked="令和5年度から今日までを調べました。" />
    <Table caption="空の表" columns={[{ key: 'a', head: '税目', cell: (row: string) => row }]} rows={[]} empty={<Empty title="滞納はありません。" looked="全税目を調べました。" />} />
    <Done title="80,000円を受け取りました　11:02" links={[{ label: '領収書を渡す', href: '#r' }]}>取消しは反対の仕訳で行います。</Done>
    <ApprovalBox steps={[{ role: '起案', name: '三浦', at: '10:44', state: 'done' }, { role: '審査', name: '岡本', state: 'now' }, { role: '決裁', name: '宮地', state: 'later' }]} />
    <Tree label="設定の分類" groups={[{ title: '国保税', links: [{ label: '税率・均等割', href: '#1', isCurrent: true }, { label: '納期', href: '#2' }] }]} />
    <Chip kind="error">止め</Chip> <Chip kind="solid">確定</Chip>
  </>
)

const letter = () => <><LetterZone owner="fixed">令和9年度　国民健康保険税　納税通知書</LetterZone><LetterZone owner="own"><b>今年の国保税は 180,400円 です。</b></LetterZone></>

const difference = () => <DifferenceTable caption="違い" afterHead="この届出のあと" changed={[{ item: '住所', now: '港本町一丁目12番地3', after: '汐見台二丁目4番7号' }, { item: '方書', now: null, after: '汐見ハイツ' }]} unchanged={[{ item: '氏名', value: '荒木　遥' }]} />

const byPerson = () => <ConsequenceList consequences={consequences} order="person" today={today} names={new Map([['a', '拓真'], ['b', '彩香'], ['c', '湊斗']])} />

const parts: readonly (readonly [string, string, () => Child])[] = [
  ['dates', '日付', dates], ['kana', 'カナ', kana], ['choices', '住所・続柄・選ぶ', choices], ['persons', '人の札', persons], ['messages', '止める・確かめる・知らせる・済んだ', messages], ['difference', '違いの表', difference],
  ['consequences', '変わること　人ごと', byPerson], ['progress', '長い処理の進み', progress], ['drawings', '図と数', drawings], ['others', '待つ・ない・済んだ・決裁', others], ['letter', '帳票の欄', letter],
]

export const partStories: readonly Story[] = parts.map(([name, title, render]) => ({ name, title, kind: 'part', render: () => <Box title={title}>{render()}</Box> }))
